#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Platforms that lack something: what is tried before anything is decoded, and
# the way round.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

"$make_recording" -s 300 perf.data
perf=${perfs[0]}
out=parallel-perf-output
script=("$perf" script "$quick" -i perf.data)
"${script[@]}" >serial 2>/dev/null
[ -s serial ]
ok $? "there are samples"
# Nobody can look for leaks in a process that is traced.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# failing CALLS:ERROR COMMAND ...: runs a command for which these calls fail.
failing() {
	strace -f -qq -o trace -e "inject=${1/:/:error=}" "${@:2}"
}
traces=
strace -o trace true 2>/dev/null && traces=yes

# A file system without symbolic links.
links=symlink,symlinkat
if [ -n "$traces" ]; then
	for make in "${makes[@]}"; do
		under="no links, make $(version_of "$make")"
		rm -rf $out
		failing $links:EPERM "$perf_parallel" emit -q -n 3 -- "${script[@]}"
		ok $? "$under: emit"
		"$make" -s -f parallel.mk
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 3 done" \
			"$under: decodes"
		is "$(find $out -type l)" "" "$under: makes no links"
		has "$("$make" -f parallel.mk)" "Nothing to be done" \
			"$under: all is complete"
		echo 'report: $(parallel-perf.outputs); cat $^ >$@' >mine.mk
		"$make" -s -f parallel.mk -f mine.mk report
		same report serial "$under: NAME.outputs can be read"
		rm $out/time-range-1/out.txt
		"$make" -s -f parallel.mk -f mine.mk report
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 4 done" \
			"$under: a missing out.txt makes its range run again"
		rm $out/time-range-1/out.txt
		"$make" -s -t -f parallel.mk >/dev/null
		"$make" -s -f parallel.mk parallel-perf-merge
		same $out/merged.txt serial "$under: make -t completes nothing"
		"$perf_parallel" emit -q -n 3 -- "${script[@]}" --ns
		"$make" -s -f parallel.mk
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 8 done" \
			"$under: another command decodes all"
	done
	rm -rf $out
	failing $links:ENOSYS "$perf_parallel" run -q -n 3 --merge merged.txt -- \
		"${script[@]}"
	same merged.txt serial "no links: run"
	rm $out/time-range-2/out.txt
	"$perf_parallel" run -q -n 3 --merge merged.txt -- "${script[@]}"
	is "$(jobs $out/.perf-parallel/jobs.log)" "4 done" \
		"no links: run resumes"
	"$perf_parallel" clean && [ ! -e $out ]
	ok $? "no links: clean removes all"
	"$perf_parallel" emit -q -n 3 -- "${script[@]}"
	failing $links:EOPNOTSUPP "${makes[0]}" -s -f parallel.mk \
		parallel-perf 2>err
	has "$(cat err)" "emit or run again, which then does without" \
		"no links since: what to do is said"
	failing $links:EDQUOT "$perf_parallel" run -q -n 3 -- "${script[@]}" \
		2>err
	has "$?$(cat err)" "Disk quota exceeded" \
		"links are not given up for a disk that is full"
	[ ! -e $out/.perf-parallel/stamps-are-files ]
	ok $? "a full disk is not noted as one without links"
else
	skip "calls that fail" "strace is missing or may not trace here"
fi

# No locks: Lustre and NFS each have an error for that.
cat >locks.c <<'END'
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <errno.h>
	#include <fcntl.h>
	#include <stdarg.h>
	#include <stdlib.h>

	int flock(int fd, int how)
	{
		(void)fd, (void)how;
		errno = atoi(getenv("NO_LOCKS"));
		return -1;
	}

	static int control(const char *name, int fd, int what, void *value)
	{
		int (*real)(int, int, ...) =
		    (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);

		if (what != F_SETLKW)
			return real(fd, what, value);
		errno = atoi(getenv("NO_LOCKS"));
		return -1;
	}

	#define CONTROL(name) \
		int name(int fd, int what, ...) \
		{ \
			va_list more; \
			va_start(more, what); \
			void *value = va_arg(more, void *); \
			va_end(more); \
			return control(#name, fd, what, value); \
		}
	CONTROL(fcntl)
	CONTROL(fcntl64)
END
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
# unlocked COMMAND ...: with an error by which a file system has no locks.
unlocked() { LD_PRELOAD=$PWD/locks.so "$@"; }
if "${CC:-cc}" -shared -fPIC -o locks.so locks.c -ldl 2>cc.log; then
	# EBADF is NFS's, for a folder.
	for NO_LOCKS in 38 37 95 9; do
		export NO_LOCKS
		rm -rf $out merged.txt
		unlocked "$perf_parallel" run -q -n 3 --merge merged.txt -- \
			"${script[@]}" 2>err
		same merged.txt serial "no locks (error $NO_LOCKS): run"
		is "$(grep -c "cannot be locked in $out" err) $(wc -l <err)" \
			"1 1" "no locks (error $NO_LOCKS): and says so once"
	done
	unlocked "$perf_parallel" emit -q -n 3 -- "${script[@]}" --ns 2>err
	has "$(cat err)" "cannot be locked in $out" "no locks: emit says so"
	unlocked "${makes[0]}" -s -f parallel.mk 2>err
	is "$?$(cat err)" 0 "no locks: the jobs do not"
	# One that was killed has left a temporary file, and one writes still.
	echo left >merged.txt.part
	unlocked "$perf_parallel" merge -o merged.txt
	is "$? $(ls merged.txt*)" "0 merged.txt" "no locks: leftovers go"
	rm merged.txt
	unlocked "$perf_parallel" merge -o merged.txt \
		--reduce 'sh -c "until [ -e go ]; do sleep 0.1; done; cat"' \
		2>err &
	until_true [ -e merged.txt.part ]
	unlocked "$perf_parallel" merge -o merged.txt
	cp merged.txt second
	touch go
	wait $!
	has "$?$(cat err)" "another process writes merged.txt, too" \
		"no locks: the first of two that write a file fails"
	same merged.txt second "and leaves what the second wrote"
else
	skip "no locks" "no C compiler here"
fi

# Files may not be as large as an output, or as a slice.
"$make_recording" -s 5000 large.data
large=("$perf" script "$quick" -i large.data)
"${large[@]}" >large 2>/dev/null
rm -rf $out
(ulimit -f 100; "$perf_parallel" run -q -n 2 -- "${large[@]}") 2>err
has "$?$(cat err)" "/out.txt: File too large (ulimit -f)" \
	"an output that is too large is named"
rm -rf $out
(ulimit -f 100; "$perf_parallel" run -q -n 2 -p 'sed -n 1p' -- \
	"${large[@]}") 2>err
is "$?$(cat err)" 0 "a slice that is too large is done without"

# A full disk, and programs that take no notice of it.
cat >careless <<END
#!/bin/sh
trap "" XFSZ
$perf "\$@"
true
END
chmod +x careless
careless="sh -c 'trap \"\" XFSZ; cat; true'"
# try_full WHERE ERROR COMMAND ...: with an output folder on a full disk.
try_full() {
	local where=$1 error=$2
	shift 2
	rm -rf "$where"
	"$@" "$perf_parallel" run -q -n 2 -o "$where" -p "$careless" -- \
		"${large[@]}" 2>err
	has "$?$(cat err)" "/out.txt: $error" \
		"$error: a consumer that ends well is not believed"
	rm -rf "$where"
	"$@" "$perf_parallel" run -q -n 2 -o "$where" -- ./careless \
		script "$quick" -i large.data 2>err
	has "$?$(cat err)" "/out.txt: $error" \
		"$error: nor is a perf that does"
}
limited() { (ulimit -f 100; "$@"); }
try_full $out "File too large" limited
mkdir full
if unshare -m mount -t tmpfs none full 2>/dev/null; then
	full() {
		unshare -m sh -c 'mount -t tmpfs -o size=200k none full
			"$@"' sh "$@"
	}
	try_full full/out "No space left on device" full
else
	skip "a full disk" "nothing can be mounted here"
fi
rm -rf $out merged.txt
"$perf_parallel" run -q -n 2 --merge merged.txt -p "$careless" -- "${large[@]}"
same merged.txt large "where there is room both are"
# One that leaves another process behind, which has its output open.
rm -rf $out merged.txt
"$perf_parallel" run -q -n 2 --merge merged.txt -p \
	"sh -c 'setsid sleep 9 & echo \$! >>left; cat'" -- "${large[@]}"
same merged.txt large "a process that lives on is not waited for"
xargs kill <left

# What kills a job kills it before it can say so.
cat >perf-that-kills <<END
#!/bin/sh
sh $PWD/kills-parent
exec $perf "\$@"
END
echo 'kill -KILL $(awk "{ print \$4 }" /proc/$PPID/stat); sleep 1' \
	>kills-parent
chmod +x perf-that-kills
rm -rf $out
"$perf_parallel" run -q -j1 -n 2 -- ./perf-that-kills script "$quick" \
	-i perf.data 2>err
has "$?$(cat err)" "the job was killed by signal 9 (Killed)" \
	"a job that is killed is named, with the signal"
is "$(jobs $out/.perf-parallel/jobs.log)" "1 failed" \
	"a job that is killed is in the log"
gone
ok $? "and leaves nothing running"

# perf is a wrapper that closes descriptors, as Python's subprocess does.
cat >closing <<END
#!/bin/bash
for fd in {3..30}; do eval "exec \$fd>&-"; done
exec $perf "\$@"
END
chmod +x closing
rm -rf $out merged.txt
"$perf_parallel" run -q -n 2 --merge merged.txt -- ./closing script "$quick" \
	-i large.data 2>err
is "$?$(cat err)" 0 "a perf that closes descriptors can read slices"
same merged.txt large "and prints the same"
# Wrappers for whose perf there is no such file in /proc, or not for this user.
# wrapped NAME COMMAND: with a perf that is run by COMMAND.
wrapped() {
	local name=$1 in=$PWD
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$2" "$perf" >wrapper
	chmod +x wrapper
	rm -rf $out merged.txt
	"$perf_parallel" run -q -j1 -n 3 --merge merged.txt -- ./wrapper \
		script "$quick" -i "$in/large.data" 2>err
	same merged.txt large "$name: the same"
	is "$(jobs $out/.perf-parallel/jobs.log)" "3 done" "$name: each once"
	is "$(grep -c 'so each job reads all of' err) $(wc -l <err)" "1 1" \
		"$name: and it is said once"
	[ -z "$(find $out -name err.txt)" ]
	ok $? "$name: nothing is left of the attempt"
	rm -rf $out
	"$perf_parallel" emit -q -n 3 -p cat -- ./wrapper script "$quick" \
		-i "$in/large.data"
	"${makes[0]}" -s -f parallel.mk parallel-perf-merge 2>err
	same $out/merged.txt large "$name: with a consumer and make, too"
	"$perf_parallel" emit -q -n 3 -- "${large[@]}" 2>/dev/null
	[ ! -e $out/.perf-parallel/no-slices ]
	ok $? "$name: a new plan tries it anew"
}
chmod 755 . ; chmod 644 large.data
if unshare -fp --mount-proc true 2>/dev/null; then
	wrapped "a PID namespace" "unshare -fp --mount-proc"
else
	skip "a PID namespace" "none can be made here"
fi
if setpriv --reuid=65534 cat large.data >copy 2>/dev/null; then
	wrapped "another user" "setpriv --reuid=65534"
else
	skip "another user" "this one may not become another"
fi
printf '#!/bin/sh\n%s "$@" | cat\n' "$perf" >piping
printf '#!/bin/sh\nunshare -fp --mount-proc ./piping "$@"\n' >hiding
chmod +x piping hiding
if unshare -fp --mount-proc true 2>/dev/null; then
	rm -rf $out merged.txt
	"$perf_parallel" run -q -n 2 --merge merged.txt -- ./hiding script \
		"$quick" -i large.data 2>err
	same merged.txt large "a wrapper that ends well though perf does not"
else
	skip "a wrapper that ends well though perf does not" \
		"no PID namespace can be made here"
fi
for with in "${perfs[@]}"; do
	for option in --header -I; do
		rm -rf $out
		"$perf_parallel" run -q -n 2 -- "$with" script "$quick" \
			$option -i large.data 2>err
		is "$(grep -l /proc/ $out/*/out.txt)" "" \
			"perf $(version_of "$with") $option: names no slice"
	done
done

# No /proc, as in a chroot.
hidden() { unshare -m sh -c 'umount -l /proc && exec "$@"' sh "$@"; }
if grep -aq __asan_init "$perf_parallel"; then
	skip "no /proc" "the sanitizers need it"
elif hidden true 2>/dev/null && hidden "$perf" script "$quick" -i large.data \
	2>/dev/null | cmp -s - large; then
	printf '#!/bin/sh\necho "pool: $MAKEFLAGS" >&2; cat\n' >telling
	chmod +x telling
	rm -rf $out merged.txt
	hidden "$perf_parallel" run -q -j2 -n 3 --merge merged.txt \
		-p ./telling -- "${large[@]}" 2>err
	same merged.txt large "no /proc: run -j2"
	is "$(cat err $out/*/err.txt | sort -u)" "pool: " \
		"no /proc: what it starts is not lent the pool"
	rm -rf $out
	has "$(hidden "$perf_parallel" run -v -j2 -n 3 -- "${large[@]}")" \
		"for us alone, as /proc is missing" "no /proc: run -v says so"
	for make in "${makes[@]}"; do
		under="no /proc, make $(version_of "$make")"
		rm -rf $out
		hidden "$perf_parallel" emit -q -n 3 -- "${large[@]}"
		is "$? $(grep -c "tool := $perf_parallel$" parallel.mk)" "0 1" \
			"$under: emit knows where it is"
		hidden "$make" -s -j2 -f parallel.mk parallel-perf-merge 2>err
		same $out/merged.txt large "$under: decodes"
		rm -rf $out
		printf 'all:\n\t+@echo "$$MAKEFLAGS" >flags\n\t+%s %s -- %s\n' \
			"$perf_parallel" "run -q -n 3" "${large[*]}" >above.mk
		hidden "$make" -s -j2 -f above.mk 2>err
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 3 done" \
			"$under: run below it"
		case $(cat flags) in
		*fifo:*) is "$(cat err)" "" "$under: run takes make's FIFO" ;;
		*) has "$(cat err)" "one job at a time: make's pipe cannot be \
opened again by /proc/self/fd: No such file or directory; mount /proc" \
			"$under: run says why it is one job at a time" ;;
		esac
	done
	mkdir -p elsewhere
	rm -rf $out
	cp "$perf_parallel" tool
	hidden ./tool emit -q -C elsewhere -n 2 -- "$perf" script "$quick" \
		-i ../large.data
	is "$(grep -c "tool := $PWD/tool$" elsewhere/parallel.mk)" 1 \
		"no /proc: emit -C, by a path of another folder"
else
	skip "no /proc" "it cannot be hidden here, or perf needs it"
fi

# Calls that a kernel, a sandbox or a file system may lack.
run_small() {
	rm -rf $out merged.txt
	"$@" "$perf_parallel" run -q -n 2 -j2 --merge merged.txt -- \
		"${script[@]}" 2>err
}
if [ -n "$traces" ]; then
	# calls_fail CALLS:ERROR ...: of several at a time.
	calls_fail() {
		local inject=() lack
		for lack; do inject+=(-e "inject=${lack/:/:error=}"); done
		run_small strace -f -qq -o trace "${inject[@]}"
		is "$?$(cat err)" 0 "$*: runs"
		same merged.txt serial "$*: the same"
	}
	calls_fail copy_file_range:EXDEV memfd_create:ENOSYS fsync:EINVAL \
		prctl:EINVAL
	calls_fail copy_file_range:ENOSYS sync_file_range:ENOSYS \
		fsync,fdatasync:ENOSYS pidfd_open:ENOSYS
	calls_fail copy_file_range:EPERM sendfile:EINVAL fsync:EOPNOTSUPP \
		close_range:ENOSYS statfs,fstatfs:ENOSYS
	# Only folders can be told from files by their path.
	run_small strace -f -qq -o trace -P $out/time-range-0 \
		-P $out/time-range-1 -e inject=fsync:error=EBADF
	is "$?$(cat err)" 0 "folders that cannot be written to disk"
	run_small strace -f -qq -o trace -e inject=flock:error=EINTR:when=1
	is "$?$(cat err)" 0 "a lock that a signal comes between is taken"
	while read -r lack says; do
		run_small failing "$lack"
		has "$?$(cat err)" "$says" "$lack: what to do is said"
	done <<-'END'
		signalfd,signalfd4:ENOSYS emit, and let make run the jobs
		rename,renameat,renameat2:EXDEV write to a file system that can
		socketpair:EAFNOSUPPORT AF_UNIX sockets are allowed
		fsync:EIO cannot write
	END
else
	skip "calls that are missing" "strace is missing or may not trace here"
fi
bounded() { (ulimit "${@:1:2}"; "${@:3}"); }
run_small bounded -n 31
has "$?$(cat err)" "31 files may be open, and 32 are needed; raise ulimit -n" \
	"too few open files"
for bound in "-n 32" "-Sn 12"; do
	# shellcheck disable=SC2086
	run_small bounded $bound
	is "$?$(cat err)" 0 "ulimit $bound is enough"
done

# Outputs that cannot be mapped: headers must not be in the merged one twice.
cat >unmapped.c <<'END'
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <errno.h>
	#include <stdio.h>
	#include <string.h>
	#include <sys/mman.h>
	#include <unistd.h>

	#define MAP(name) \
		void *name(void *at, size_t len, int prot, int flags, int fd, \
		    off_t offset) \
		{ \
			void *(*real)(void *, size_t, int, int, int, off_t) = \
			    (void *(*)(void *, size_t, int, int, int, off_t)) \
				dlsym(RTLD_NEXT, #name); \
			char link[32], path[4096] = ""; \
			sprintf(link, "/proc/self/fd/%d", fd); \
			if (fd >= 0 && readlink(link, path, 4095) > 0 && \
			    strstr(path, "/out.txt")) { \
				errno = ENODEV; \
				return MAP_FAILED; \
			} \
			return real(at, len, prot, flags, fd, offset); \
		}
	MAP(mmap)
	MAP(mmap64)
END
if "${CC:-cc}" -shared -fPIC -o unmapped.so unmapped.c -ldl 2>cc.log; then
	rm -rf $out merged.txt
	LD_PRELOAD=$PWD/unmapped.so "$perf_parallel" run -q -n 2 \
		--merge merged.txt -- "${script[@]}" --header 2>err
	has "$?$(cat err)" "cannot map $out/" "outputs that cannot be mapped"
	[ ! -e merged.txt ]
	ok $? "and nothing is merged"
else
	skip "outputs that cannot be mapped" "no C compiler here"
fi

# A perf that is killed, for lack of memory say, below make.
printf '#!/bin/sh\nkill -KILL $$\n' >killed
chmod +x killed
for make in "${makes[@]}"; do
	rm -rf $out
	"$perf_parallel" emit -q --replace -n 2 -- ./killed script "$quick" \
		-i perf.data
	"$make" -s -k -f parallel.mk 2>err
	has "$(cat err)" "perf script was killed by signal 9 (Killed)" \
		"make $(version_of "$make"): a perf that is killed is named"
	is "$(jobs $out/.perf-parallel/jobs.log)" "2 failed" \
		"make $(version_of "$make"): a perf that is killed is in the log"
done
finish

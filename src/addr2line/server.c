/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <bsd/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/clients.h"
#include "addr2line/kept.h"
#include "addr2line/real.h"
#include "addr2line/server.h"
#include "base/digest.h"

/* How many servers one file may have. */
enum { SERVERS = 16 };

/* Fills in the name of a server.  Returns the length of its address, or 0. */
static socklen_t
name_server(struct sockaddr_un *a, const struct served *s, int number)
{
	char name[DIGEST_TEXT];
	struct stat st;
	int len;

	if (!s->folder || stat(s->folder, &st) ||
	    kept_name(name, s->program, s->file))
		return 0;
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	/* A name that begins with a NUL is no path. */
	len = snprintf(a->sun_path + 1, sizeof a->sun_path - 1,
	    "perf-parallel.%ju.%ju.%s.%d", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino, name, number);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1) +
	    (socklen_t)len;
}

/* Says whether the process at the other end has our user. */
static bool
is_mine(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) &&
	    peer.uid == geteuid();
}

/*
 * In the child: becomes the server, and lets go of all that perf has open,
 * since it may outlive that.
 */
static _Noreturn void
become_server(int listener, const struct served *s)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	dup2(listener, STDERR_FILENO + 1);
	closefrom(STDERR_FILENO + 2);
	clients_serve(STDERR_FILENO + 1, s);
	/* What the real addr2line has started, if it is a script, ends, too. */
	kill(0, SIGKILL);
	_exit(0);
}

/* Starts a server by that name.  Returns 0 also when another process has. */
static int
start_server(
    const struct sockaddr_un *a, socklen_t len, const struct served *s)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int status = -1;
	pid_t child;

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)a, len)) {
		status = errno == EADDRINUSE ? 0 : -1;
	} else if (!listen(fd, SOMAXCONN)) {
		child = fork();
		if (!child)
			become_server(fd, s);
		status = child < 0 ? -1 : 0;
	}
	close(fd);
	return status;
}

/* Connects to a server of that name.  Returns a socket, or -1 with errno. */
static int
connect_to(const struct sockaddr_un *a, socklen_t len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error;

	if (fd >= 0 && !connect(fd, (const struct sockaddr *)a, len))
		return fd;
	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

/* Joins the server of a number; returns 1 if another number may do. */
static int
join(struct real *r, const struct served *s, int number)
{
	struct sockaddr_un a;
	socklen_t len = name_server(&a, s, number);
	bool starts;
	int fd = len ? connect_to(&a, len) : -1;

	starts = len && fd < 0 && errno == ECONNREFUSED;
	if (starts && !start_server(&a, len, s))
		fd = connect_to(&a, len);
	if (fd < 0)
		return -1;
	if (is_mine(fd) && !real_attach(r, fd))
		return 0;
	/* One that is another user's was not attached. */
	if (r->to < 0)
		close(fd);
	real_stop(r);
	/* One that was there may have enough clients, or have just ended. */
	return starts ? -1 : 1;
}

int
server_join(struct real *r, const struct served *s)
{
	int status = 1;

	*r = REAL_NONE;
	for (int i = 0; status > 0 && i < SERVERS; i++)
		status = join(r, s, i);
	return status ? -1 : 0;
}

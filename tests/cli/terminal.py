# SPDX-License-Identifier: GPL-2.0-only
"""Is the shell of a terminal, where a command is stopped and continued.

terminal.py STOP COMMAND ...

Runs the command in the foreground of a terminal.  When the file "started" is
there, stops it: by Ctrl-Z when STOP is "key", or else by that signal to the
command's process alone.  Says the states of all processes whose folder is this
one then, and again when they were continued, and exits as the command does.
What the terminal shows is in the file "screen".
"""
import os, pty, signal, sys, time


def here():
	"""Returns {pid: (name, state)} of all that work in this folder."""
	found = {}
	for pid in filter(str.isdigit, os.listdir('/proc')):
		try:
			if os.readlink(f'/proc/{pid}/cwd') != os.getcwd():
				continue
			with open(f'/proc/{pid}/stat') as file:
				text = file.read()
		except OSError:
			continue
		name = text[text.index('(') + 1:text.rindex(')')]
		state = text[text.rindex(')') + 2]
		if int(pid) in (os.getpid(), os.getppid(), show) or state == 'Z':
			continue
		found[int(pid)] = name, state
	return found


def until(condition):
	end = time.monotonic() + 5
	while not condition() and time.monotonic() < end:
		time.sleep(0.02)
	return condition()


def are_stopped(names):
	states = [s for n, s in here().values() if n in names]
	return states and set(states) == {'T'}


def goes_on(names):
	states = [s for n, s in here().values() if n in names]
	return states and 'T' not in states


stop, command = sys.argv[1], sys.argv[2:]
show = 0
master, slave = pty.openpty()
shell = os.fork()
if shell:
	os.close(slave)
	if not (show := os.fork()):
		with open('screen', 'wb') as file:
			try:
				while text := os.read(master, 4096):
					file.write(text)
					file.flush()
			except OSError:
				pass
		os._exit(0)
	status = os.waitpid(shell, 0)[1]
	os.kill(show, signal.SIGKILL)
	sys.exit(os.waitstatus_to_exitcode(status))

# The shell, whose terminal this becomes.
show = os.getppid()
out = os.dup(1)
os.setsid()
for fd in 0, 1, 2:
	os.dup2(slave, fd)
os.close(os.open(os.ttyname(slave), os.O_RDWR))
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if not job:
	os.setpgid(0, 0)
	os.tcsetpgrp(0, os.getpid())
	signal.signal(signal.SIGTTOU, signal.SIG_DFL)
	os.execvp(command[0], command)
until(lambda: os.path.exists('started'))
if stop == 'key':
	os.write(master, b'\x1a')
else:
	os.kill(job, getattr(signal, 'SIG' + stop))
_, status = os.waitpid(job, os.WUNTRACED)
if not os.WIFSTOPPED(status):
	os.write(out, b'it is not stopped\n')
	os._exit(os.waitstatus_to_exitcode(status))
os.write(out, b'stopped by %s\n' %
	signal.Signals(os.WSTOPSIG(status)).name.encode())
watched = {'perf', 'consumer'}
os.write(out, b'jobs stop: %r\n' % until(lambda: are_stopped(watched)))
time.sleep(float(os.environ.get('PAUSE', 0.1)))
os.write(out, b'and stay so: %r\n' % are_stopped(watched))
os.tcsetpgrp(0, os.getpgid(job))
os.kill(-job if stop == 'key' else job, signal.SIGCONT)
os.write(out, b'jobs go on: %r\n' % until(lambda: goes_on(watched)))
open('go', 'w').close()
_, status = os.waitpid(job, 0)
os._exit(os.waitstatus_to_exitcode(status) & 255)

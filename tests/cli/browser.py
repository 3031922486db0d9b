# SPDX-License-Identifier: GPL-2.0-only
"""Chromium without a window: opens pages, types, clicks, and looks at them.

It is talked to through two pipes, as --remote-debugging-pipe has it: messages
of the Chrome DevTools Protocol, which are JSON, with a NUL behind each.  So
neither a driver of the same version nor a port is needed.
"""
import base64, json, os, subprocess, tempfile

SWITCHES = '''--headless --remote-debugging-pipe --no-sandbox --disable-gpu
	--disable-dev-shm-usage --no-first-run --disable-background-networking
	--disable-extensions --disable-component-update --hide-scrollbars'''


class Browser:
	def __init__(self, program, width=1200, height=800):
		self.profile = tempfile.TemporaryDirectory(
			ignore_cleanup_errors=True)
		self.start([program, *SWITCHES.split(), 'about:blank',
			'--user-data-dir=' + self.profile.name,
			f'--window-size={width},{height}'])
		self.rest = b''
		self.number = 0
		self.events = []
		self.session = None
		target = self.call('Target.createTarget', url='about:blank')
		self.session = self.call('Target.attachToTarget', flatten=True,
			targetId=target['targetId'])['sessionId']
		self.call('Page.enable')
		self.call('Runtime.enable')

	def start(self, command):
		"""Starts the browser, which reads descriptor 3 and writes 4."""
		self.replies, its_output = os.pipe()
		its_input, self.requests = os.pipe()

		def connect():
			# Either may be 3 or 4 by itself.
			above = [os.dup(fd) for fd in (its_input, its_output) * 4]
			os.dup2(above[-2], 3)
			os.dup2(above[-1], 4)

		self.process = subprocess.Popen(command, preexec_fn=connect,
			pass_fds=(3, 4), stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL)
		os.close(its_input)
		os.close(its_output)

	def receive(self):
		while b'\0' not in self.rest:
			more = os.read(self.replies, 1 << 20)
			if not more:
				raise EOFError('the browser ended')
			self.rest += more
		message, self.rest = self.rest.split(b'\0', 1)
		return json.loads(message)

	def send(self, method, parameters):
		self.number += 1
		request = {'id': self.number, 'method': method,
			'params': parameters}
		if self.session:
			request['sessionId'] = self.session
		message = json.dumps(request).encode() + b'\0'
		while message:
			message = message[os.write(self.requests, message):]

	def call(self, method, **parameters):
		"""Has a method called, and returns its result."""
		self.send(method, parameters)
		while (reply := self.receive()).get('id') != self.number:
			self.events.append(reply)
		if 'error' in reply:
			raise RuntimeError(f'{method}: {reply["error"]["message"]}')
		return reply['result']

	def open(self, path, scheme='light'):
		"""Opens a file and waits until it is loaded."""
		self.call('Emulation.setEmulatedMedia', features=[
			{'name': 'prefers-color-scheme', 'value': scheme}])
		self.events = []
		self.call('Page.navigate', url='file://' + os.path.abspath(path))
		while not self.seen('Page.loadEventFired'):
			self.events.append(self.receive())

	def seen(self, method):
		"""Returns the events of a kind since a page was opened."""
		return [event['params'] for event in self.events
			if event.get('method') == method]

	def faults(self):
		"""Returns what went wrong in its scripts."""
		return self.seen('Runtime.exceptionThrown')

	def value(self, expression):
		"""Returns the value of an expression in the page."""
		result = self.call('Runtime.evaluate', expression=expression,
			returnByValue=True)
		if 'exceptionDetails' in result:
			raise RuntimeError(f'{expression}: ' +
				result['exceptionDetails']['exception']['description'])
		return result['result'].get('value')

	def mouse(self, what, x, y, **more):
		self.call('Input.dispatchMouseEvent', type=what, x=x, y=y, **more)

	def move(self, x, y):
		self.mouse('mouseMoved', x, y)

	def click(self, x, y):
		self.move(x, y)
		self.mouse('mousePressed', x, y, button='left', clickCount=1)
		self.mouse('mouseReleased', x, y, button='left', clickCount=1)

	def press(self, key, modifiers=0):
		"""Presses a key by its name; modifiers: 2 is Ctrl."""
		for what in 'rawKeyDown', 'keyUp':
			self.call('Input.dispatchKeyEvent', type=what, key=key,
				modifiers=modifiers)

	def type(self, text):
		self.call('Input.insertText', text=text)

	def screenshot(self, path):
		image = self.call('Page.captureScreenshot', format='png')
		with open(path, 'wb') as file:
			file.write(base64.b64decode(image['data']))

	def close(self):
		"""Ends the browser, by force if it takes too long."""
		self.session = None
		try:
			self.send('Browser.close', {})
			self.process.wait(5)
		except (OSError, subprocess.TimeoutExpired):
			self.process.kill()
			self.process.wait()
		os.close(self.requests)
		os.close(self.replies)
		self.profile.cleanup()

# SPDX-License-Identifier: GPL-2.0-only
"""Opens flame graphs in a browser, and looks at what it shows.

open_svg.py CHROMIUM

Wants the pictures that flamegraph.t draws: small.svg, odd.svg, big.svg and
whole.svg.  Prints a line for each test: its status, a tab, its name.  Leaves
screenshots in the folder.
"""
import sys, time

from browser import Browser

CTRL = 2


def passes(is_so, name, got=None):
	print(0 if is_so else 1, name + ('' if is_so else f' (got {got!r})'),
		sep='\t', flush=True)


def equals(got, wanted, name):
	passes(got == wanted, name, got)


browser = Browser(sys.argv[1])


def place(name, number=0):
	"""Returns x, y, width of a frame with this label, in the window."""
	return browser.value(f'''(() => {{
		const label = [...document.querySelectorAll(".frames text")].filter(
			t => t.textContent === {name!r})[{number}];
		const r = label.previousElementSibling.getBoundingClientRect();
		return [r.x, r.y, r.width];
	}})()''')


def click(name, number=0):
	x, y, width = place(name, number)
	browser.click(x + width / 2, y + 8)


def labels():
	return ' '.join(browser.value('''[...document.querySelectorAll(
		".frames text")].map(t => t.textContent)'''))


def text(selector):
	return browser.value(f'document.querySelector({selector!r}).textContent')


def search(expression):
	browser.press('f', CTRL)
	browser.value('document.activeElement.select()')
	browser.type(expression)
	return text('output')


ALL = 'all bash main fork node main JS:~run write std::sort swap'

try:
	browser.open('small.svg')
	equals(labels(), ALL, 'browser: all frames are drawn')
	equals(browser.value('document.title'), 'Flame Graph', 'with their title')
	before = browser.value('document.querySelector(".frames").outerHTML')
	browser.screenshot('light.png')

	x, y, width = place('std::sort')
	browser.move(x + width / 2, y + 8)
	equals(text('.tip'), 'std::sortinlined, count 25, 25.00 % of all',
		'the mouse shows name, kind, count and share')
	passes(browser.value('''getComputedStyle(document.querySelector(
		".holder")).visibility''') == 'visible', 'beside it')

	click('node')
	equals(labels(), 'all node main JS:~run write std::sort swap',
		'a click leaves what is in the frame and around it')
	equals(round(place('node')[2]), 1180, 'as wide as the picture')
	equals(round(place('JS:~run')[2]), 643, 'with what is in it')
	equals(browser.value('''document.querySelectorAll(
		".frames .outside").length'''), 1, 'and grey what is outside it')
	equals(browser.value('document.title'), 'node - Flame Graph',
		'the title tells it')
	equals(text('.details'), 'node (command): 55, 55.00 %', 'and its share')
	equals(search('sort|swap'), 'Matched: 45.45 % of node',
		'a search tells the share of the frame')
	browser.press('Escape')
	equals(text('output'), '', 'Escape ends the search')
	browser.press('Escape')
	equals(labels(), ALL, 'and then goes back')
	click('node')
	x, y, width, height = browser.value('''(() => {
		const r = document.querySelector("button").getBoundingClientRect();
		return [r.x, r.y, r.width, r.height];
	})()''')
	browser.click(x + width / 2, y + height / 2)
	equals(browser.value('document.querySelector(".frames").outerHTML'), before,
		'so does the button, to the same picture')
	click('main')
	equals(labels(), 'bash all main fork', 'a frame deeper inside is zoomed to')
	browser.press('Escape')

	equals(search('main'), 'Matched: 100.00 %', 'a search')
	equals(browser.value('document.querySelectorAll(".found").length'), 2,
		'marks what it finds')
	equals(search('^(main|node|fork)$'), 'Matched: 100.00 %',
		'what is nested counts once')
	equals(search('std::sort|swap'), 'Matched: 25.00 %', 'it does here, too')
	equals(search('_\\[k\\]$'), 'Matched: 30.00 %', 'suffixes are found')
	equals(search('_\\[u\\]$'), 'Matched: 0.00 %', 'if names have them')
	equals(search('std\\:\\:so'), 'Matched: 25.00 %', 'a needless \\ is no fault')
	equals(search('js:'), 'Matched: 30.00 %', 'small letters find capitals')
	equals(search('Main'), 'Matched: 0.00 %', 'capitals find capitals only')
	equals(search('('), 'No regular expression', 'what is none is told')
	browser.press('Escape')

	for key in 'ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowUp', 'ArrowUp':
		browser.press(key)
	equals(text('.details'), 'JS:~run (JIT): 30, 30.00 %',
		'arrow keys go from frame to frame')
	browser.press('ArrowRight')
	browser.press('Enter')
	equals(labels(), 'main node all std::sort swap', 'Enter zooms')
	equals(browser.faults(), [], 'no fault in the script')

	browser.open('small.svg', 'dark')
	browser.screenshot('dark.png')
	style = 'getComputedStyle(document.querySelector(%r)).fill'
	equals([browser.value(style % s) for s in ('.ground', '.title')],
		['rgb(23, 24, 28)', 'rgb(241, 239, 236)'],
		'where pages are dark the picture is')

	browser.open('odd.svg')
	equals(browser.faults(), [], 'odd names do no harm')
	passes('a<b>&..' in labels() and '</scr..' in labels(), 'and are shown',
		labels())

	for name in 'big.svg', 'whole.svg':
		started = time.time()
		browser.open(name)
		equals(browser.faults(), [], f'{name} is opened')
		passes(time.time() - started < 10,
			f'in {time.time() - started:.1f} s')
	seen = browser.value('document.querySelectorAll(".frames rect").length')
	started = time.time()
	click('prog3')
	passes(browser.value('document.querySelectorAll(".frames rect").length') <
		seen, f'and zoomed in {time.time() - started:.1f} s')

	with open('page.html', 'w') as page:
		page.write('<img src="small.svg"><object data="small.svg"></object>')
	browser.open('page.html')
	equals(browser.value('document.images[0].naturalWidth'), 1200,
		'a page can have one as an image')
	browser.screenshot('page.png')
finally:
	browser.close()

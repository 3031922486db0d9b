# SPDX-License-Identifier: GPL-2.0-only
"""Checks a flame graph against the folded stacks that it was drawn from.

read_svg.py SVG FOLDED

Adds the stacks up anew, and says where what the script of the picture is given
differs, and where rectangles are not as wide as their counts or lie where they
should not.
"""
import json, re, sys
import xml.etree.ElementTree as tree

SVG = '{http://www.w3.org/2000/svg}'
MARGIN, ROW = 10, 17


def wanted_counts(path):
	counts = {(): 0}
	with open(path, encoding='utf-8', errors='replace') as file:
		for line in file:
			stack, count = line.rstrip('\n').rsplit(' ', 1)
			counts[()] += float(count)
			outside = ()
			for name in stack.split(';'):
				outside += re.sub(r'_\[[ijk]\]$', '', name),
				counts[outside] = counts.get(outside, 0) + float(count)
	return counts


def drawn_frames(data):
	"""Yields the names that lead to each frame, its depth, count and start."""
	path, following = [], [0]
	numbers = data['frames']
	for name, depth, count in zip(*[iter(numbers)] * 3):
		path[depth:] = [data['names'][name]]
		following[depth + 1:] = []
		start = following[depth]
		following[depth] += count
		following.append(start)
		yield tuple(path[1:]), depth, count, start


root = tree.parse(sys.argv[1]).getroot()
data = json.loads(root.find(f'{SVG}script').text)
wanted = wanted_counts(sys.argv[2])
rectangles = root.find(f'{SVG}g[@class="frames"]').findall(f'{SVG}rect')
pixel = wanted[()] / (float(root.get('width')) - 2 * MARGIN)
deepest = max(data['frames'][1::3])
seen = {}
at = 0
for path, depth, count, start in drawn_frames(data):
	seen[path] = seen.get(path, 0) + count
	if count / pixel < 0.1:
		continue
	rectangle = rectangles[at]
	at += 1
	gap = 0.5 if count / pixel > 2 else 0
	if abs(float(rectangle.get('x')) - MARGIN - start / pixel) > 0.006 or \
		abs(float(rectangle.get('width')) - count / pixel + gap) > 0.006 or \
		float(rectangle.get('y')) != 66 + (deepest - depth) * ROW:
		print('misplaced:', path, rectangle.attrib)
if at != len(rectangles):
	print(len(rectangles), 'rectangles, not', at)
for path, count in wanted.items():
	if abs(seen.get(path, 0) - count) > 1e-6 * wanted[()]:
		print('counted', seen.get(path, 0), 'not', count, path)

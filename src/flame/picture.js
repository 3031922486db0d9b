// SPDX-License-Identifier: BSD-2-Clause
// A flame graph that can be zoomed and searched.  Frames are numbered in the
// order of the data: each is followed by all that is inside it.
(() => {
"use strict";
const svg = document.currentScript.closest("svg");
const data = JSON.parse(svg.querySelector("script").textContent);
const layer = svg.querySelector(".frames");
const heading = svg.querySelector("title");
const title = heading.textContent;
const height = Number(svg.getAttribute("height"));
const BAR_TOP = 34;
const XHTML = "http://www.w3.org/1999/xhtml";
const frames = data.frames.length / 3;
const start = new Float64Array(frames);  // count to the left of it
const end = new Uint32Array(frames);     // first frame behind those inside it
const parent = new Int32Array(frames);
let deepest = 0;
let width = Number(svg.getAttribute("width"));
let zoomed = 0;        // the frame that is as wide as the picture
let chosen = -1;       // the frame that the keyboard is at
let found = null;      // by name: whether the search finds it
let drawn = new Map(); // the rectangles by their frames

const name = i => data.names[data.frames[3 * i]];
const depth = i => data.frames[3 * i + 1];
const count = i => data.frames[3 * i + 2];
const kindOfName = n => data.looks[2 * n];
const suffix = n => "kij".includes(kindOfName(n)) ? `_[${kindOfName(n)}]` : "";
const kind = i => {
	const k = kindOfName(data.frames[3 * i]);
	return depth(i) < 2 && "uc".includes(k) ? "p" : k;
};
const shade = i => data.looks[2 * data.frames[3 * i] + 1];
const percent = (part, whole) => (100 * part / whole).toFixed(2) + " %";
const isOutside = i => depth(i) < depth(zoomed);
const isFound = i => found !== null && found[data.frames[3 * i]];

function measure() {
	const open = [], next = [0];
	for (let i = 0; i <= frames; i++) {
		const d = i < frames ? depth(i) : 0;
		while (open.length > d)
			end[open.pop()] = i;
		if (i === frames)
			break;
		parent[i] = d ? open[d - 1] : -1;
		start[i] = next[d];
		next[d + 1] = next[d];
		next[d] += count(i);
		open.push(i);
		deepest = Math.max(deepest, d);
	}
}

function element(space, tag, attributes, ...inside) {
	const e = document.createElementNS(space, tag);
	for (const key in attributes)
		e.setAttribute(key, attributes[key]);
	e.append(...inside);
	return e;
}
const shape = (...rest) => element(svg.namespaceURI, ...rest);
const html = (...rest) => element(XHTML, ...rest);

// Returns the beginning of a text that fits into columns; CJK and the like take
// two.
function cut(text, columns) {
	let used = 0, length = 0;
	for (const c of text) {
		used += c >= "\u1000" && c !== "\ufffd" ? 2 : 1;
		if (used > columns)
			return text.slice(0, length);
		length += c.length;
	}
	return text;
}
const fit = (text, columns) => cut(text, columns) === text ? text :
	cut(text, columns - 2) + "..";

function paint(rect, i) {
	rect.setAttribute("class", `${kind(i)} s${shade(i)}` +
		(isOutside(i) ? " outside" : "") +
		(isFound(i) ? " found" : "") + (i === chosen ? " chosen" : ""));
}

function drawFrame(into, i, x, w) {
	const y = data.top + (deepest - depth(i)) * data.row;
	const rect = shape("rect", { x: x.toFixed(2), y,
		width: (w > 2 ? w - 0.5 : w).toFixed(2),
		height: data.row - 1 });
	rect.frame = i;
	drawn.set(i, rect);
	paint(rect, i);
	into.append(rect);
	const columns = Math.floor((w - 5) / data.column);
	if (columns >= data.columnsMin)
		into.append(shape("text", { x: (x + 3).toFixed(2),
			y: y + data.baseline }, fit(name(i), columns)));
}

// Draws the zoomed frame, all that it is inside of, and what is in it.
function draw() {
	const inner = width - 2 * data.margin;
	const into = document.createDocumentFragment();
	drawn = new Map();
	for (let i = parent[zoomed]; i >= 0; i = parent[i])
		drawFrame(into, i, data.margin, inner);
	for (let i = zoomed; i < end[zoomed];) {
		const w = count(i) / count(zoomed) * inner;
		if (w < data.visible) {
			i = end[i];
			continue;
		}
		drawFrame(into, i, data.margin +
			(start[i] - start[zoomed]) / count(zoomed) * inner, w);
		i++;
	}
	layer.replaceChildren(into);
	holder.setAttribute("visibility", "hidden");
}

const describe = i => `${name(i)} (${data.kinds[kind(i)]}): ` +
	`${count(i).toLocaleString("en")}, ${percent(count(i), count(0))}`;

function zoom(i) {
	zoomed = i;
	heading.textContent = i ? `${name(i)} - ${title}` : title;
	reset.hidden = !i;
	details.textContent = i ? describe(i) : "";
	draw();
	tellFound();
}

// Adds up what is found, but not again what is inside of it.
function foundCount() {
	let sum = 0;
	for (let i = zoomed; i < end[zoomed];) {
		if (isFound(i))
			sum += count(i);
		i = isFound(i) ? end[i] : i + 1;
	}
	return sum;
}

function tellFound() {
	matched.textContent = found === null ? "" : "Matched: " +
		percent(foundCount(), count(zoomed)) +
		(zoomed ? " of " + fit(name(zoomed), 24) : "");
}

// Capital letters matter only if the expression has some.
function search(text) {
	found = null;
	try {
		const expression = text && new RegExp(text,
			/[A-Z]/.test(text.replace(/\\./g, "")) ? "" : "i");
		if (text)
			found = data.names.map((shown, n) =>
				expression.test(shown) ||
				expression.test(shown + suffix(n)));
		tellFound();
	} catch (e) {
		matched.textContent = "No regular expression";
	}
	drawn.forEach(paint);
}

function choose(i) {
	if (i < 0)
		return;
	const before = chosen;
	chosen = i;
	if (drawn.has(before))
		paint(drawn.get(before), before);
	paint(drawn.get(i), i);
	drawn.get(i).scrollIntoView({ block: "nearest" });
	details.textContent = describe(i);
}

// Returns the frame beside, outside or inside the chosen one, or -1.
function neighbour(key) {
	const at = drawn.has(chosen) ? chosen : zoomed;
	if (at !== chosen)
		return at;
	if (key === "ArrowDown")
		return parent[at];
	const inside = key === "ArrowUp";
	const from = inside ? at : parent[at];
	let best = -1;
	for (let i = from + 1; from >= 0 && i < end[from]; i = end[i]) {
		if (!drawn.has(i))
			continue;
		if (inside ? best < 0 || count(i) > count(best) :
			key === "ArrowLeft" ? i < at : i > at && best < 0)
			best = i;
	}
	return best;
}

function pressKey(event) {
	const typing = event.target === field;
	if ((event.key === "f" && (event.ctrlKey || event.metaKey)) ||
		(event.key === "/" && !typing)) {
		field.focus();
		field.select();
	} else if (event.key === "Escape") {
		if (field.value) {
			field.value = "";
			search("");
		} else {
			zoom(0);
		}
		field.blur();
	} else if (typing || event.target === reset) {
		return;
	} else if (event.key.startsWith("Arrow")) {
		choose(neighbour(event.key));
	} else if (event.key === "Enter" && drawn.has(chosen)) {
		zoom(chosen);
	} else {
		return;
	}
	event.preventDefault();
}

// Shows what a frame is beside the mouse.
function pointAt(event) {
	const i = event.target.frame;
	holder.setAttribute("visibility",
		i === undefined ? "hidden" : "visible");
	if (i === undefined)
		return;
	tip.replaceChildren(html("b", {}, name(i)), html("br"),
		`${data.kinds[kind(i)]}, ` +
		`count ${count(i).toLocaleString("en")}, ` +
		`${percent(count(i), count(0))} of all`);
	const size = tip.getBoundingClientRect();
	const right = event.clientX + 14 + size.width > innerWidth;
	const below = event.clientY + 18 + size.height > innerHeight;
	holder.setAttribute("x", scrollX + Math.max(0,
		right ? event.clientX - 8 - size.width : event.clientX + 14));
	holder.setAttribute("y", scrollY + Math.max(0,
		below ? event.clientY - 8 - size.height : event.clientY + 18));
}

// Keeps the search in sight of who scrolls down to the outermost frames.
function scroll() {
	controls.setAttribute("y", Math.max(BAR_TOP, scrollY + 4));
}

function resize() {
	width = Math.max(300,
		document.documentElement.clientWidth || innerWidth);
	svg.setAttribute("width", width);
	svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
	controls.setAttribute("width", width - 2 * data.margin);
	holder.setAttribute("width", Math.min(560, width));
	draw();
}

const field = html("input", { type: "search", "aria-label": "Search",
	placeholder: "Search (Ctrl-F), as in ^mutex_" });
const matched = html("output");
const reset = html("button", { type: "button" }, "Reset zoom");
const details = html("span", { class: "details", "aria-live": "polite" });
const bar = html("div", { class: "bar" }, field, matched, reset, details);
const tip = html("div", { class: "tip" });
const holder = shape("foreignObject", { class: "holder", height: 400,
	visibility: "hidden" }, tip);
const controls = shape("foreignObject", { x: data.margin, y: BAR_TOP,
	height: 30 }, bar);

measure();
svg.append(controls, holder);
reset.hidden = true;
field.addEventListener("input", () => search(field.value));
reset.addEventListener("click", () => zoom(0));
svg.addEventListener("click", event => {
	if (event.target.frame !== undefined)
		zoom(event.target.frame);
});
svg.addEventListener("mousemove", pointAt);
svg.addEventListener("mouseleave", pointAt);
addEventListener("keydown", pressKey);
addEventListener("resize", resize);
addEventListener("scroll", scroll);
resize();
scrollTo(0, height);
})();

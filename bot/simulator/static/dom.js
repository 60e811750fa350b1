// Small helpers for elements, times and WhatsApp's own text marks.

/** Make an element: el("p", {class: "x", onclick: f, data: {a: 1}}, "text", child). Text is never read as HTML. */
export function el(name, given = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "data") Object.assign(node.dataset, value);
    else if (key === "vars") for (const [one, what] of Object.entries(value)) node.style.setProperty(one, what);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of icons.html. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

/** A round picture with the first letters of a name; the colour belongs to the id. */
export function avatar(customer) {
  const letters = customer.name.split(/\s+/).map((part) => [...part][0] || "").slice(0, 2).join("");
  const hue = [...customer.id].reduce((sum, letter) => sum + letter.codePointAt(0) * 47, 0) % 360;
  return el("span", { class: "avatar", vars: { "--hue": hue }, "aria-hidden": "true" }, letters,
    el("span", { class: "flag" }, customer.language));
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const longFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric" });

export const hour = (seconds) => clockFormat.format(seconds * 1000);
export const shortDay = (seconds) => dayFormat.format(seconds * 1000);
export const day = (seconds) => longFormat.format(seconds * 1000);

/** "Today", "Yesterday" or a date, seen from now. */
export function dayName(seconds, now) {
  const days = dayNumber(now) - dayNumber(seconds);
  return days === 0 ? "Today" : days === 1 ? "Yesterday" : shortDay(seconds);
}

export function dayNumber(seconds) {
  const date = new Date(seconds * 1000);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86400000);
}

/** "2 days 3 h", "5 h 10 min", "40 s". */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [[86400, "day"], [3600, "h"], [60, "min"], [1, "s"]];
  const out = [];
  let left = whole;
  for (const [size, name] of parts) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count) out.push(`${count} ${name}${name === "day" && count > 1 ? "s" : ""}`);
    if (out.length === 2) break;
  }
  return out.join(" ") || "0 s";
}

const MARKS = /(```[\s\S]+?```|\*[^\s*](?:[^*\n]*[^\s*])?\*|_[^\s_](?:[^_\n]*[^\s_])?_|~[^\s~](?:[^~\n]*[^\s~])?~|https?:\/\/[^\s<>"]+)/;

/** Text with *bold*, _italic_, ~struck~, ```code``` and links, as nodes. */
export function rich(text) {
  const out = [];
  for (const part of String(text).split(new RegExp(MARKS, "g"))) {
    if (!part) continue;
    if (!MARKS.test(part)) out.push(part);
    else if (part.startsWith("```")) out.push(el("code", {}, part.slice(3, -3)));
    else if (part.startsWith("http")) out.push(link(part));
    else out.push(el({ "*": "strong", _: "em", "~": "s" }[part[0]], {}, ...rich(part.slice(1, -1))));
  }
  return out;
}

function link(text) {
  const address = text.replace(/[.,;:!?)\]]+$/, "");
  const anchor = el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
  return el("span", {}, anchor, text.slice(address.length));
}

let hiding = 0;

/** Say something at the bottom of the page for a few seconds. */
export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("on"), 4500);
}

/** Run something that may fail, and say so. */
export async function trying(work) {
  try {
    return await work();
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

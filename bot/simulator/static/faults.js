// Things that go wrong on purpose.

import { post, remove } from "./api.js";
import { el, trying } from "./dom.js";
import { on, store } from "./store.js";

const place = document.getElementById("faults");
const mend = document.getElementById("mend");
const TITLES = {
  error_500: "Error 500", rate_429: "Too many requests", timeout: "No answer", slow: "Slow answer", lost_answer: "Lost answer",
  refuse: "Refused by Meta", fail: "Fails later", hold: "Held for quality", duplicate: "Delivered twice",
  parallel: "Twice at once", reorder: "Out of order", delay: "Late", forge: "Forged signature", drop_status: "Lost status",
};

function draw() {
  const all = Object.entries(store.faults);
  mend.hidden = !all.some(([, fault]) => fault.chance > 0 || fault.next > 0);
  place.replaceChildren(...all.map(([name, fault]) => row(name, fault)));
}

function row(name, fault) {
  const set = (settings) => trying(() => post("/faults", { [name]: { ...keep(fault), ...settings } }));
  const button = (text, pressed, settings, title) => el("button", { type: "button", "aria-pressed": String(pressed), title,
    onclick: () => set(pressed ? { chance: 0, next: 0 } : settings) }, text);
  const hint = fault.about.replace("(seconds)", `${fault.seconds} s`).replace("(code)", `code ${fault.code}`);
  return el("div", { class: "fault" }, el("span", {}, TITLES[name] || name, fault.fired ? el("span", { class: "time" }, ` ×${fault.fired}`) : null),
    el("span", { class: "about" }, hint),
    el("span", { class: "knobs", role: "group", "aria-label": TITLES[name] || name },
      button(fault.next > 1 ? `next ${fault.next}` : "next", fault.next > 0, { next: 1, chance: 0 }, "Only the next time"),
      button("30 %", fault.chance > 0 && fault.chance < 1, { chance: 0.3, next: 0 }, "About every third time"),
      button("always", fault.chance >= 1, { chance: 1, next: 0 }, "Every time")));
}

const keep = ({ seconds, code, only }) => ({ seconds, code, only });

export function start() {
  on("faults", draw);
  mend.addEventListener("click", () => trying(() => remove("/faults")));
}

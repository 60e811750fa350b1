// Beside the phone: what the bot says about this person, fetched through the simulator.

import { get } from "./api.js";
import { offer } from "./asking.js";
import { keepable } from "./keep.js";
import { dayNumber, el, hour, shortDay } from "./dom.js";
import { current, now, on, person, store } from "./store.js";
import { evidencePairs, problemWords, verdictWords } from "./words.js";

const places = Object.fromEntries(["why", "ledger", "outbox"].map((name) => [name, document.getElementById(name)]));
let seen = new Set();
let asked = "";
let timer = 0;
let busy = false;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, 120);
}

async function look() {
  const customer = current();
  if (!store.inspect || !customer) return;
  if (busy) return soon();
  busy = true;
  const key = person(customer);
  try {
    const told = await get(`/inspect?person=${encodeURIComponent(key)}`);
    if (current()?.id === customer.id) draw(told, key);
  } catch { /* the next news asks again */ } finally {
    busy = false;
  }
}

function note(shows) {
  document.getElementById("no-inspect").hidden = !shows;
  document.querySelector(".panels").classList.toggle("bare", shows);
}

function draw(told, key) {
  if (key !== asked) seen = new Set();
  problems(told);
  consents(told.consent || {}, told.ticket);
  offer(told.can_send || []);
  keepable(Boolean(told.can_keep && told.person));
  fill("why", [...(told.why || [])].sort(newest).map(reason), "Say something on the phone; each answer is explained here.");
  fill("ledger", [...(told.ledger || [])].reverse().map(entry), "No line yet. Each yes and no of this person becomes one.");
  fill("outbox", [...(told.outbox || [])].sort(newest).map(parcel), "Nothing was sent to this person.");
  asked = key;
}

const newest = (left, right) => right.at - left.at || (right.id || 0) - (left.id || 0);

function fill(name, rows, empty) {
  const top = places[name].scrollTop;
  const open = new Set([...places[name].querySelectorAll("details[open]")].map((one) => one.dataset.seq));
  places[name].replaceChildren(...(rows.length ? rows : [el("p", { class: "empty" }, empty)]));
  for (const one of places[name].querySelectorAll("details")) one.open = open.has(one.dataset.seq);
  places[name].scrollTop = top;
}

function problems(told) {
  const box = document.getElementById("problems");
  const lines = (told.problems || []).map(problemWords);
  if (told.unreachable) lines.unshift(told.unreachable);
  box.hidden = !lines.length;
  box.textContent = lines.join("\n");
}

const TONES = {
  granted: "yes", given: "yes", yes: "yes", live: "yes", refused: "no", withdrawn: "no", expired: "no", invalidated: "no",
  asked: "asked", pending: "asked", held: "asked",
};

function consents(states, ticket) {
  const pills = Object.entries(states).map(([purpose, state]) => {
    const text = typeof state === "string" ? state : state?.state || "unknown";
    return el("span", { class: "pill", data: { state: TONES[text] || "" } }, el("b", {}, purpose), el("i", {}, text.replaceAll("_", " ")));
  });
  if (ticket) {
    const text = `ticket #${ticket.id}, ${ticket.state}`;
    pills.push(el("span", { class: "pill", data: { state: "asked" }, title: ticket.reason || "" }, el("b", {}, "with a person"), el("i", {}, text)));
  }
  document.getElementById("consents").replaceChildren(...pills);
}

function reason(one) {
  const key = `${one.at} ${one.rule} ${one.heard}`;
  const fresh = asked !== "" && seen.size > 0 && !seen.has(key);
  seen.add(key);
  const said = (one.said || []).map((text) => el("div", { class: "said", dir: "auto" }, typeof text === "string" ? text : JSON.stringify(text)));
  return el("article", { class: fresh ? "reason new" : "reason" },
    el("div", { class: "top" }, el("span", { class: "rule", data: { rule: one.rule } }, String(one.rule || "?").replaceAll("_", " ")),
      el("span", { class: "name", dir: "auto" }, one.name || ""), time(one.at)),
    one.heard ? el("div", { class: "heard", dir: "auto" }, `heard “${one.heard}”`) : null,
    one.detail ? el("div", { class: "because" }, one.detail) : null, ...said);
}

function time(at) {
  return el("span", { class: "time" }, dayNumber(at) === dayNumber(now()) ? hour(at) : `${shortDay(at)} ${hour(at)}`);
}

const KINDS = {
  grant: "good", granted: "good", confirmed: "good", refuse: "bad", refusal: "bad", refused: "bad", withdraw: "bad", withdrawal: "bad",
  withdrawn: "bad", erased: "bad", held: "warn", released: "good", expiry: "warn", expired: "warn", asked: "warn", served: "warn", invalidated: "bad",
};

function entry(line) {
  const facts = evidencePairs(line.evidence).flatMap(([name, text]) => [el("dt", {}, name), el("dd", { dir: "auto" }, text)]);
  return el("div", { class: "entry" }, el("span", { class: "seq" }, `#${line.seq}`),
    el("span", {}, el("span", { class: "kind", data: { tone: KINDS[line.kind] || "" } }, line.kind), " ",
      el("span", { class: "purpose" }, line.purpose === "*" ? "everything" : line.purpose || "")),
    time(line.at),
    facts.length ? el("details", { data: { seq: line.seq } }, el("summary", {}, "evidence"), el("dl", { class: "facts" }, ...facts)) : null);
}

const STATES = { read: "good", delivered: "good", accepted: "good", sent: "good", blocked: "bad", failed: "bad", refused: "bad" };

function parcel(row) {
  const about = [row.kind + (row.purpose ? ` · ${row.purpose}` : ""), verdictWords(row), row.error,
    typeof row.why === "string" ? row.why : ""].filter((part) => part);
  return el("div", { class: "parcel" },
    el("span", { class: "verdict", data: { tone: STATES[row.state] || "warn" } }, row.state),
    el("span", { class: "what", dir: "auto", title: row.text || "" }, row.text || ""), time(row.at),
    el("span", { class: "about" }, [...new Set(about)].join(" — ")));
}

export function start() {
  on("inspect", () => {
    note(!store.inspect);  // at once: what appears late moves what is about to be clicked
    soon();
  });
}

// The chat on the phone: header, days, bubbles, typing dots, scrolling.

import { act } from "./api.js";
import { bubble } from "./bubbles.js";
import { dayName, dayNumber, el, hour, shortDay, trying } from "./dom.js";
import { openList, openMenu } from "./sheets.js";
import { arrived, chatOf, current, now, on, store } from "./store.js";

const log = document.getElementById("log");
const toEnd = document.getElementById("to-end");
const presence = document.getElementById("presence");
let drawn = [];

const doing = {
  tap: (message, choice) => trying(() => act(store.selected, "tap", { message: message.wamid, choice })),
  openList: (message) => openList(message, doing.tap),
  menu: (message) => openMenu(message),
};

/** What there is to draw, as keys and elements to make: days, messages, notes. */
function rows() {
  const customer = current();
  if (!customer) return [];
  const out = [];
  let day = null;
  let author = "";
  const chat = chatOf(customer.id);
  const taps = new Map(chat.filter((one) => one.author === "customer" && one.context).map((one) => [one.context, one.shown.body]));
  for (const message of chat) {
    if (message.type === "reaction" || message.type === "edit" || message.type === "revoke") continue;
    if (message.shown.note === "edit" || !(arrived(message) || message.status === "failed")) continue;
    if (dayNumber(message.at) !== day) {
      day = dayNumber(message.at);
      author = "";
      const name = dayName(message.at, now());
      out.push({ key: `day ${day} ${name}`, make: () => el("div", { class: "day" }, el("span", {}, name)) });
    }
    const first = author !== message.author;
    author = message.author;
    const chosen = taps.get(message.wamid) || "";
    const state = [message.wamid, message.status, first, message.edited, message.revoked, message.error?.tries, chosen];
    const key = [...state, JSON.stringify(message.reactions)].join("|");
    out.push({ key, make: (fresh) => bubble(message, doing, { first, fresh, chosen }) });
  }
  return out;
}

function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

function draw({ whole = false } = {}) {
  const stay = atEnd() || whole;
  const wanted = rows();
  let same = 0;
  while (same < drawn.length && same < wanted.length && drawn[same].key === wanted[same].key) same += 1;
  const known = new Set(drawn.map((row) => row.key.split("|")[0]));
  for (const row of drawn.splice(same)) row.node.remove();
  document.getElementById("typing")?.remove();
  log.querySelector(".welcome")?.remove();
  for (const row of wanted.slice(same)) {
    const node = row.make(!whole && !known.has(row.key.split("|")[0]));
    log.append(node);
    drawn.push({ key: row.key, node });
  }
  if (!wanted.length) log.append(welcome());
  typing();
  if (stay) log.scrollTop = log.scrollHeight;
  toEnd.hidden = atEnd();
}

function welcome() {
  const customer = current();
  if (!customer) return el("div", { class: "welcome" }, el("strong", {}, "Nobody is here yet"), "Add a customer to begin.");
  const chips = (store.suggestions[customer.language] || store.suggestions.en || []).map((text) =>
    el("button", { type: "button", class: "chip", dir: "auto", onclick: () => trying(() => act(customer.id, "say", { text })) }, text));
  return el("div", { class: "welcome" }, el("strong", { dir: "auto" }, `Write to ${store.business.name}`),
    `You hold ${customer.name}'s phone. Say something, and watch what the bot does beside it.`,
    el("div", { class: "welcome-chips" }, ...chips));
}

function typing() {
  const until = store.typing.get(store.selected) || 0;
  const left = until - performance.now();
  document.getElementById("typing")?.remove();
  if (left <= 0) return;
  log.append(el("div", { class: "typing", id: "typing", role: "img", "aria-label": "The business is typing" },
    el("i"), el("i"), el("i")));
  setTimeout(() => { typing(); header(); }, left + 20);
}

function header() {
  const customer = current();
  const until = store.typing.get(store.selected) || 0;
  presence.textContent = until > performance.now() ? "typing…" : customer?.blocks ? "blocked" : "business account";
  const offline = Boolean(customer && !customer.online);
  const airplane = document.getElementById("airplane");
  airplane.setAttribute("aria-pressed", String(offline));
  airplane.querySelector("use").setAttribute("href", offline ? "#i-plane" : "#i-signal");
  airplane.querySelector("span").textContent = offline ? "offline" : "online";
  document.querySelector(".phone").classList.toggle("blocked", Boolean(customer?.blocks));
}

function phoneTime() {
  document.getElementById("phone-time").textContent = hour(now());
  document.getElementById("phone-day").textContent = shortDay(now());
}

let reading = 0;

/** Whoever looks at a chat reads it. */
function readIt() {
  const customer = current();
  if (!customer || document.hidden || document.body.dataset.view !== "chat" && innerWidth < 900) return;
  const waits = chatOf(customer.id).some((one) => one.author === "business" && one.status === "delivered");
  if (!waits || reading) return;
  reading = setTimeout(() => { reading = 0; act(customer.id, "read").catch(() => {}); }, 350);
}

export function start() {
  on("chat", (news) => { draw(news); header(); readIt(); });
  on("clock", phoneTime);
  setInterval(phoneTime, 5000);
  new ResizeObserver(() => { if (toEnd.hidden) log.scrollTop = log.scrollHeight; }).observe(log);
  log.addEventListener("scroll", () => { toEnd.hidden = atEnd(); }, { passive: true });
  log.addEventListener("load", () => { if (toEnd.hidden) log.scrollTop = log.scrollHeight; }, true);
  log.addEventListener("contextmenu", (event) => {
    const message = store.messages.get(event.target.closest(".msg")?.dataset.wamid);
    if (!message) return;
    event.preventDefault();
    openMenu(message);
  });
  toEnd.addEventListener("click", () => log.scrollTo({ top: log.scrollHeight, behavior: "smooth" }));
  document.addEventListener("visibilitychange", readIt);
  document.getElementById("airplane").addEventListener("click", () => {
    const customer = current();
    if (customer) trying(() => act(customer.id, "online", { on: !customer.online }));
  });
}

// The message box, the chips above it, and what is being answered or edited.

import { act } from "./api.js";
import { el, icon, trying } from "./dom.js";
import { chatOf, current, on, store } from "./store.js";

const box = document.getElementById("composer-text");
const bar = document.getElementById("quote");
const chips = document.getElementById("chips");
let mode = { kind: "say", message: null };

/** Answer one message. */
export function quote(message) {
  mode = { kind: "reply", message };
  show(`Reply to: ${message.text || message.type}`);
}

/** Change a text that was sent. */
export function startEdit(message) {
  mode = { kind: "edit", message };
  box.value = message.shown.body;
  show("Edit the message");
}

function show(text) {
  bar.replaceChildren(icon("reply"), el("span", { dir: "auto" }, text),
    el("button", { type: "button", class: "quiet small", onclick: plain }, "Cancel"));
  bar.hidden = false;
  grow();
  box.focus();
}

function plain() {
  if (mode.kind === "edit") box.value = "";
  mode = { kind: "say", message: null };
  bar.hidden = true;
  grow();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
}

async function send(event) {
  event.preventDefault();
  const text = box.value.trim();
  if (!text || !store.selected) return;
  const { kind, message } = mode;
  const done = await trying(() => {
    if (kind === "edit") return act(store.selected, "edit", { message: message.wamid, text });
    return act(store.selected, "say", { text, ...(kind === "reply" ? { reply_to: message.wamid } : {}) });
  });
  if (!done) return;
  box.value = "";
  plain();
}

function drawChips() {
  const customer = current();
  const texts = customer ? store.suggestions[customer.language] || store.suggestions.en || [] : [];
  const empty = !customer || !chatOf(customer.id).length;
  chips.hidden = empty;
  if (chips.dataset.language === customer?.language) return;
  chips.dataset.language = customer?.language || "";
  chips.replaceChildren(...texts.map((text) => el("button", { type: "button", class: "chip", dir: "auto",
    onclick: () => trying(() => act(store.selected, "say", { text })) }, text)));
}

export function start() {
  document.getElementById("composer").addEventListener("submit", send);
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    if (event.key === "Escape") plain();
  });
  on("chat", (news) => {
    drawChips();
    if (news.whole && mode.kind !== "say" && mode.message.customer !== store.selected) plain();
  });
}

// What slides up on the phone: lists, the message menu, attachments, chat settings.

import { act, upload } from "./api.js";
import { el, icon, toast, trying } from "./dom.js";
import { quote, startEdit } from "./composer.js";
import { current, store } from "./store.js";

const sheet = document.getElementById("sheet");
const back = document.getElementById("sheet-back");
let before = null;

function open(title, ...children) {
  before = document.activeElement;
  sheet.replaceChildren(el("h3", { dir: "auto" }, title), ...children);
  sheet.setAttribute("aria-label", title);
  sheet.hidden = back.hidden = false;
  (sheet.querySelector("button") || sheet).focus({ preventScroll: true });
}

export function close() {
  if (sheet.hidden) return;
  sheet.hidden = back.hidden = true;
  before?.focus?.({ preventScroll: true });
}

function keys(event) {
  if (event.key === "Escape") close();
  const stops = [...sheet.querySelectorAll("button, input, a")].filter((one) => !one.disabled);
  const place = stops.indexOf(document.activeElement);
  const last = stops.length - 1;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    stops[Math.min(last, Math.max(0, place + step))]?.focus();
    event.preventDefault();
  }
  if (event.key === "Tab" && stops.length && (event.shiftKey ? place <= 0 : place === last)) {
    stops[event.shiftKey ? last : 0].focus();
    event.preventDefault();
  }
}

/** The rows of a list message; one is chosen, then sent. */
export function openList(message, tap) {
  const { button, sections } = message.shown.list;
  let chosen = "";
  const send = el("button", { type: "button", class: "primary", disabled: true, onclick: () => { close(); tap(message, chosen); } }, "Send");
  const body = el("div", { class: "body", role: "radiogroup", "aria-label": button });
  for (const section of sections) {
    if (section.title) body.append(el("h4", { dir: "auto" }, section.title));
    for (const row of section.rows) {
      body.append(el("button", { type: "button", class: "choice", role: "radio", "aria-checked": "false", onclick: (event) => {
        if (chosen === row.id) { close(); tap(message, chosen); return; }
        chosen = row.id;
        send.disabled = false;
        for (const one of body.querySelectorAll(".choice")) one.setAttribute("aria-checked", String(one === event.currentTarget));
      } }, el("span", { dir: "auto" }, row.title), row.description ? el("small", { dir: "auto" }, row.description) : null));
    }
  }
  open(button, body, el("div", { class: "foot" }, send));
}

const EMOJIS = ["👍", "❤️", "😂", "😮", "🙏", "🎉"];

/** React, reply, edit, delete, look at the JSON. */
export function openMenu(message) {
  const mine = message.author === "customer";
  const parts = [];
  if (!mine) {
    const had = message.reactions.customer || "";
    parts.push(el("div", { class: "emoji-row" }, ...EMOJIS.map((emoji) => el("button", {
      type: "button", "aria-pressed": String(emoji === had), onclick: () => {
        close();
        trying(() => act(store.selected, "react", { message: message.wamid, emoji: emoji === had ? "" : emoji }));
      } }, emoji))));
  }
  const line = (text, small, run, danger = "") => el("button", { type: "button", class: `setting ${danger}`, onclick: () => { close(); run(); } },
    el("span", {}, text), small ? el("small", {}, small) : null);
  if (!message.revoked) parts.push(line("Reply", "", () => quote(message)));
  if (mine && message.type === "text" && !message.revoked) {
    parts.push(line("Edit", "Most numbers are told only that something unsupported came", () => startEdit(message)));
  }
  if (mine && !message.revoked) {
    parts.push(line("Delete for everyone", "Most numbers are not told", () =>
      trying(() => act(store.selected, "revoke", { message: message.wamid })), "danger"));
  }
  parts.push(line("Show on the wire", "The JSON as it was sent", () => wire(message)));
  open("Message", el("div", { class: "body" }, ...parts));
}

function wire(message) {
  document.getElementById("json-text").textContent = JSON.stringify(message.wire, null, 2);
  document.getElementById("json-dialog").showModal();
}

const TILES = [
  ["picture", "Picture", 265, "sample"], ["picture", "From a file", 210, "file"], ["mic", "Voice note", 20, "voice"],
  ["place", "Place", 130, "place"], ["card", "Contact", 190, "contact"], ["file", "Document", 290, "document"],
  ["poll", "Poll", 340, "unsupported"], ["phone", "My number", 160, "share-number"], ["play", "Video", 0, "video"],
];
const GIVEN = { place: { name: "City library", address: "2 Market Square" }, contact: { name: "Bob Test" } };

/** Everything that can be sent besides text. */
export function openAttachments() {
  const tiles = TILES.map(([name, text, hue, what]) => el("button", { type: "button", class: "tile", vars: { "--hue": hue }, onclick: () => {
    close();
    sendThing(what);
  } }, icon(name), text));
  open("Send", el("div", { class: "tiles" }, ...tiles));
}

function sendThing(what) {
  const caption = document.getElementById("composer-text");
  if (what === "file") {
    document.getElementById("picture-file").click();
  } else if (what === "sample") {
    trying(() => act(store.selected, "picture", { caption: caption.value.trim() }));
    caption.value = "";
  } else {
    trying(() => act(store.selected, what, GIVEN[what] || {}));
  }
}

/** WhatsApp's own settings for this chat. */
export function openSettings() {
  const customer = current();
  if (!customer) return;
  const doIt = (what, data) => trying(() => act(customer.id, what, data));
  const toggle = (text, small, value, run) => el("button", { type: "button", class: "setting", role: "switch", "aria-checked": String(value),
    onclick: (event) => {
      const wanted = event.currentTarget.getAttribute("aria-checked") !== "true";
      event.currentTarget.setAttribute("aria-checked", String(wanted));
      run(wanted);
    } }, el("span", {}, text), el("span", { class: "switch" }), el("small", {}, small));
  const line = (text, small, run, danger = "") => el("button", { type: "button", class: `setting ${danger}`, onclick: () => { close(); run(); } },
    el("span", {}, text), el("small", {}, small));
  const profile = el("div", { class: "profile" }, el("span", { class: "avatar", "aria-hidden": "true" }, [...store.business.name][0]),
    el("strong", { dir: "auto" }, store.business.name), el("span", {}, store.business.number));
  open("Chat settings", el("div", { class: "body" }, profile,
    toggle("Offers and announcements", "WhatsApp's own switch; the business is told", customer.marketing, (on) => doIt("marketing", { on })),
    toggle("Reads messages at once", "Blue ticks without opening the chat", customer.auto_read, (on) => doIt("change", { auto_read: on })),
    toggle("Block the business", "Nothing goes either way; it is not told", customer.blocks, (on) => doIt("block", { on })),
    line("Move to a new number", `Now +${customer.phone}; the business gets a system message`, async () => {
      if (await doIt("change-number", {})) toast("The number has changed.");
    }),
    line("Clear this chat", "On this phone only", () => doIt("delete-chat", {})),
    line(`Forget ${customer.name}`, "Removes the customer from the simulator", () => trying(() => forget(customer)), "danger")));
}

async function forget(customer) {
  const answer = await fetch(`/sim/customers/${customer.id}`, { method: "DELETE" });
  if (!answer.ok) throw new Error("The customer could not be removed.");
}

export function start() {
  sheet.addEventListener("keydown", keys);
  back.addEventListener("click", close);
  document.getElementById("attach").addEventListener("click", openAttachments);
  document.getElementById("chat-menu").addEventListener("click", openSettings);
  document.getElementById("json-close").addEventListener("click", () => document.getElementById("json-dialog").close());
  document.getElementById("picture-file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (file) await trying(async () => act(store.selected, "picture", { media: await upload(file) }));
  });
}

// Draws one message.

import { el, hour, icon, rich } from "./dom.js";
import { store } from "./store.js";

const NOTES = {
  revoked: "This message was deleted",
  edit: "A message was edited",
  poll_creation: "Poll",
  unsupported: "Something this phone cannot show",
};

/** The element of one message. doing: {tap, openList, menu}. first: the first of a row of one author. */
export function bubble(message, doing, { first = false, fresh = false, chosen = "" } = {}) {
  if (message.status === "failed") return failure(message);
  const mine = message.author === "customer";
  const shown = message.shown;
  const box = el("div", { class: "bubble" }, ...inside(message, doing), meta(message, mine));
  box.append(el("button", { type: "button", class: "more", title: "More", onclick: () => doing.menu(message) },
    icon("down"), el("span", { class: "sr" }, "React, reply and more")));
  const parts = [box, reactions(message), ...(mine ? [] : choices(message, shown, doing, chosen))];
  const names = ["msg", mine && "mine", first && "first", fresh && "fresh"].filter(Boolean).join(" ");
  return el("div", { class: names, data: { wamid: message.wamid } }, ...parts);
}

function inside(message, doing) {
  const shown = message.shown;
  if (message.revoked) return [el("div", { class: "gone" }, NOTES.revoked)];
  const parts = [];
  if (shown.template) parts.push(label(shown));
  if (message.forwarded) parts.push(el("div", { class: "forwarded" }, "Forwarded"));
  if (message.quoted?.text) parts.push(quoted(message.quoted));
  if (shown.media) parts.push(media(shown.media));
  if (shown.place) parts.push(place(shown.place));
  for (const card of shown.cards || []) parts.push(cardling(card));
  if (shown.header) parts.push(el("div", { class: "head", dir: "auto" }, shown.header));
  if (shown.body) parts.push(el("div", { class: "text", dir: "auto" }, ...rich(shown.body)));
  if (shown.detail) parts.push(el("div", { class: "detail", dir: "auto" }, shown.detail));
  if (shown.note) parts.push(el("div", { class: "gone" }, NOTES[shown.note] || shown.note));
  if (shown.footer) parts.push(el("div", { class: "footer", dir: "auto" }, shown.footer));
  return parts;
}

function label(shown) {
  const category = (shown.category || "").toLowerCase();
  return el("div", { class: `label ${category}`, title: `Template ${shown.template}` }, `Template · ${category || shown.template}`);
}

function quoted({ author, text }) {
  const who = author === "customer" ? "You" : store.business.name;
  return el("div", { class: "quoted" }, el("b", { dir: "auto" }, who), el("span", { dir: "auto" }, text));
}

function media(given) {
  const address = given.id ? `/sim/media/${encodeURIComponent(given.id)}` : "";
  if (given.kind === "audio" && address) return voice(address);
  if ((given.kind === "image" || given.kind === "sticker") && address) {
    return el("img", { class: "photo", src: address, alt: given.kind === "image" ? "Picture" : "Sticker", loading: "lazy" });
  }
  if (given.kind === "document" && address) {
    return el("a", { class: "file", href: address, target: "_blank", rel: "noopener" }, icon("file"), given.filename || "Document");
  }
  const names = { image: "picture", video: "play", audio: "mic", document: "file", sticker: "picture" };
  return el("div", { class: "away" }, icon(names[given.kind] || "file"), given.link || given.filename || given.kind);
}

function voice(address) {
  const sound = new Audio();
  const play = el("button", { type: "button", onclick: () => {
    if (!sound.src) sound.src = address;
    sound.paused ? sound.play().catch(() => {}) : sound.pause();
  } }, icon("play"), el("span", { class: "sr" }, "Play the voice note"));
  return el("div", { class: "voice" }, play, el("span", { class: "wave" }));
}

function place(given) {
  const where = [given.name, given.address].filter(Boolean).join("\n") || `${given.latitude}, ${given.longitude}`;
  return el("div", {}, el("div", { class: "map", role: "img", "aria-label": "Map" }, icon("place")),
    el("div", { class: "text", dir: "auto" }, where));
}

function cardling(card) {
  const letter = [...(card.name || "?")][0];
  const facts = el("div", {}, el("strong", { dir: "auto" }, card.name || "Contact"), el("span", {}, card.phones.join(", ")));
  return el("div", { class: "cardling" }, el("span", { class: "avatar", "aria-hidden": "true" }, letter), facts);
}

function reactions(message) {
  const emojis = Object.values(message.reactions);
  return emojis.length ? el("div", { class: "reactions" }, emojis.join(" ")) : null;
}

function choices(message, shown, doing, chosen) {
  const out = (shown.buttons || []).map((button) => tappable(message, button, doing, chosen));
  if (shown.list) {
    out.push(el("button", { type: "button", class: "tap", "aria-haspopup": "dialog", onclick: () => doing.openList(message) },
      icon("list"), el("span", { dir: "auto" }, shown.list.button)));
  }
  return out.length ? [el("div", { class: "buttons" }, ...out)] : [];
}

const ICONS = { link: "link", url: "link", send_location: "place", share_number: "card", flow: "list" };

function tappable(message, button, doing, chosen) {
  const inner = [icon(ICONS[button.kind] || "reply"), el("span", { dir: "auto" }, button.title)];
  if (button.kind === "link" && /^https?:/.test(button.url || "")) {
    return el("a", { class: "tap", href: button.url, target: "_blank", rel: "noopener noreferrer" }, ...inner);
  }
  const tapped = chosen === button.title ? { tapped: 1 } : {};
  const run = () => doing.tap(message, button.id || button.title);
  return el("button", { type: "button", class: "tap", data: tapped, onclick: run }, ...inner);
}

const TICKS = {
  sent: ["tick", "Sent"], delivered: ["ticks", "Delivered"], read: ["ticks", "Read"], pending: ["wait", "Waiting"],
};

function meta(message, mine) {
  const parts = [message.edited ? "edited " : "", hour(message.at)];
  if (mine) parts.push(...ticks(message));
  return el("div", { class: "meta" }, ...parts);
}

function ticks(message) {
  if (message.error?.why) {
    const text = `The bot has not taken this (try ${message.error.tries}): ${message.error.why}`;
    return [el("span", { class: "trouble", title: text }, "not taken yet"), icon("wait", "clock")];
  }
  const [name, title] = TICKS[message.status] || TICKS.sent;
  return [icon(name, message.status === "read" ? "read" : ""), el("span", { class: "sr" }, title)];
}

function failure(message) {
  const error = message.error || {};
  const text = `Did not reach this phone: ${error.title || "failed"} (${error.code || "?"})`;
  return el("div", { class: "note bad", title: message.text || "", data: { wamid: message.wamid } }, text);
}

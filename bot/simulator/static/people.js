// Who is writing: the list of customers, and the form for a new one.

import { post } from "./api.js";
import { avatar, dayNumber, el, hour, shortDay } from "./dom.js";
import { arrived, chatOf, now, on, select, store, unread } from "./store.js";

const list = document.getElementById("people");
const dialog = document.getElementById("person-dialog");
const form = document.getElementById("person-form");
const COUNTRIES = ["US", "GB", "DE", "AT", "ES", "MX", "AR", "BR", "PT", "FR", "IT", "NL", "PL", "TR", "AE", "EG", "IL", "IN", "ID", "JP", "KE", "NG", "ZA"];
const HOME = { en: "US", de: "DE", es: "ES", pt: "BR", fr: "FR", it: "IT", nl: "NL", pl: "PL", tr: "TR", ar: "AE", he: "IL", hi: "IN", id: "ID", ja: "JP" };
const NAMES = ["Grace Lee", "Mia Becker", "Noor Khan", "Sam Okafor", "Yuki Tanaka", "Iris Novak", "Ben Costa", "Lea Fischer"];

function draw() {
  const focused = document.activeElement?.dataset?.id;
  list.replaceChildren(...[...store.customers.values()].map(row));
  if (focused) list.querySelector(`[data-id="${focused}"]`)?.focus();
}

function row(customer) {
  const chat = chatOf(customer.id).filter((one) => arrived(one) && one.type !== "reaction");
  const last = chat[chat.length - 1];
  const count = customer.id === store.selected ? 0 : unread(customer.id);
  return el("li", {}, el("button", { type: "button", class: "person", "aria-current": String(customer.id === store.selected), title: customer.name,
    data: { id: customer.id }, onclick: () => { select(customer.id); document.body.dataset.view = "chat"; } },
  avatar(customer),
  el("span", { class: "who", dir: "auto" }, customer.name),
  el("span", { class: "when" }, last ? when(last.at) : ""),
  el("span", { class: "last", dir: "auto" }, ...tags(customer), lastLine(last)),
  count ? el("span", { class: "unread" }, String(count), el("span", { class: "sr" }, " unread")) : null));
}

function lastLine(last) {
  if (!last) return "no messages yet";
  return `${last.author === "customer" ? "You: " : ""}${last.revoked ? "deleted" : last.text || last.type}`;
}

function when(at) {
  return dayNumber(at) === dayNumber(now()) ? hour(at) : shortDay(at);
}

function tags(customer) {
  const all = [[!customer.shows_phone, "no number"], [!customer.marketing, "offers off"], [customer.blocks, "blocks"],
    [customer.blocked, "blocked"], [!customer.online, "offline"]];
  return all.filter(([shows]) => shows).map(([, text]) => el("span", { class: "tag" }, text));
}

function openForm() {
  const taken = new Set([...store.customers.values()].map((one) => one.name));
  form.reset();
  form.elements.name.value = NAMES.find((name) => !taken.has(name)) || "";
  document.getElementById("person-error").textContent = "";
  if (!form.elements.language.options.length) fillForm();
  dialog.showModal();
  form.elements.name.select();
}

function fillForm() {
  const languages = new Intl.DisplayNames(undefined, { type: "language" });
  const regions = new Intl.DisplayNames(undefined, { type: "region" });
  form.elements.language.append(...Object.keys(store.suggestions).map((code) => el("option", { value: code }, languages.of(code))));
  form.elements.country.append(...COUNTRIES.map((code) => el("option", { value: code }, regions.of(code))));
  form.elements.language.addEventListener("change", () => {
    form.elements.country.value = HOME[form.elements.language.value] || "US";
  });
}

async function add(event) {
  event.preventDefault();
  const { name, language, country, hidden } = form.elements;
  try {
    const made = await post("/customers", {
      name: name.value, language: language.value, country: country.value, hidden: hidden.checked, auto_read: false,
    });
    dialog.close();
    store.customers.set(made.id, made);
    select(made.id);
    document.body.dataset.view = "chat";
  } catch (problem) {
    document.getElementById("person-error").textContent = problem.message;
  }
}

export function start() {
  on("people", draw);
  document.getElementById("new-person").addEventListener("click", openForm);
  document.getElementById("person-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", add);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...list.querySelectorAll(".person")];
    all[all.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  });
}

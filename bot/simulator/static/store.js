// What the page knows: customers, messages, the clock; changed by news from the simulator.

import { get, listen } from "./api.js";

export const store = {
  business: { name: "", number: "" },
  customers: new Map(),
  messages: new Map(),
  suggestions: {},
  faults: {},
  inspect: false,
  selected: "",
  health: null,
  waiting: 0,
  typing: new Map(),
  clock: { now: Date.now() / 1000, offset: 0, read: performance.now() },
};

const hearers = new Map();

/** Call hear(news) whenever something of this kind changes: people, chat, clock, faults, health, inspect. */
export function on(kind, hear) {
  if (!hearers.has(kind)) hearers.set(kind, []);
  hearers.get(kind).push(hear);
}

export function tell(kind, news = {}) {
  for (const hear of hearers.get(kind) || []) hear(news);
}

/** Simulated time in seconds. */
export const now = () => store.clock.now + (performance.now() - store.clock.read) / 1000;

export const current = () => store.customers.get(store.selected);

/** The identifier under which the bot knows a customer. */
export const person = (customer) => (customer.shows_phone ? customer.phone : customer.bsuid);

/** The messages of a customer that are still on the phone, oldest first. */
export function chatOf(id) {
  return [...store.messages.values()]
    .filter((one) => one.customer === id && !one.deleted)
    .sort((left, right) => left.seq - right.seq);
}

/** Whether a message can be seen on the customer's phone. */
export function arrived(message) {
  return message.author === "customer" || ["delivered", "read", "played"].includes(message.status);
}

/** How many messages of the business wait to be read. */
export function unread(id) {
  return chatOf(id).filter((one) => one.author === "business" && one.status === "delivered" && one.type !== "reaction")
    .length;
}

export function select(id) {
  if (!store.customers.has(id)) return;
  store.selected = id;
  try {
    sessionStorage.setItem("selected", id);
  } catch { /* a private window keeps nothing */ }
  tell("people");
  tell("chat", { whole: true });
  tell("clock");
  tell("inspect");
}

function setClock(clock) {
  store.clock = { now: clock.now, offset: clock.offset, read: performance.now() };
}

async function load() {
  const state = await get("/state");
  store.business = state.business;
  store.suggestions = state.suggestions;
  store.faults = state.faults;
  store.inspect = state.inspect;
  store.waiting = state.waiting;
  store.health = state.last_webhook;
  store.customers = new Map(state.customers.map((one) => [one.id, one]));
  store.messages = new Map(state.messages.map((one) => [one.wamid, one]));
  setClock(state.clock);
  const wanted = store.selected || remembered();
  select(store.customers.has(wanted) ? wanted : [...store.customers.keys()][0] || "");
  for (const kind of ["people", "faults", "health", "clock"]) tell(kind);
}

function remembered() {
  try {
    return sessionStorage.getItem("selected") || "";
  } catch {
    return "";
  }
}

const HEAR = {
  message({ message }) {
    if (!message.customer) return;
    const known = store.messages.has(message.wamid);
    store.messages.set(message.wamid, message);
    if (message.author === "business" && arrived(message)) store.typing.delete(message.customer);
    tell("people");
    if (message.customer === store.selected) {
      tell("chat", { message, fresh: !known });
      tell("inspect");
    }
  },
  customer({ customer }) {
    store.customers.set(customer.id, customer);
    tell("people");
    if (!store.selected) select(customer.id);
    if (customer.id === store.selected) {
      tell("chat", { customer });
      tell("clock");
      tell("inspect");
    }
  },
  typing({ customer, seconds }) {
    store.typing.set(customer, performance.now() + seconds * 1000);
    if (customer === store.selected) tell("chat", { typing: true });
  },
  gone({ customer }) {
    store.customers.delete(customer);
    for (const one of chatOf(customer)) store.messages.delete(one.wamid);
    if (customer === store.selected) select([...store.customers.keys()][0] || "");
    tell("people");
  },
  cleared({ customer }) {
    for (const one of store.messages.values()) if (one.customer === customer) one.deleted = true;
    tell("people");
    if (customer === store.selected) tell("chat", { whole: true });
  },
  clock(news) {
    setClock(news);
    tell("clock");
    tell("chat", { whole: true });
    tell("people");
    tell("inspect");
  },
  webhook(news) {
    store.health = news;
    store.waiting = news.waiting;
    tell("health");
  },
  faults({ faults }) {
    store.faults = faults;
    tell("faults");
  },
  inspect: () => tell("inspect"),
  reload: () => load(),
};

/** Load everything and follow the news; load again after a lost connection. */
export function start() {
  listen((news) => HEAR[news.kind]?.(news), () => load());
}

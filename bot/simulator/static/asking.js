// Sends a template as the business would, to see the gate decide.

import { post } from "./api.js";
import { el, toast, trying } from "./dom.js";
import { current, person } from "./store.js";

const form = document.getElementById("ask");
const what = document.getElementById("ask-what");
let offered = [];

/** Show what the bot says may be asked for: [{"template", "purpose", "params", "label"}]. */
export function offer(choices) {
  form.hidden = !choices.length;
  if (JSON.stringify(choices) === JSON.stringify(offered)) return;
  offered = choices;
  what.replaceChildren(...choices.map((one, place) => el("option", { value: place }, one.label || `${one.template} · ${one.purpose}`)));
}

async function ask(event) {
  event.preventDefault();
  const customer = current();
  const { template, purpose, params } = offered[what.value] || {};
  if (!customer || !template) return;
  const told = await trying(() => post("/ask", { person: person(customer), template, purpose, params: params || {} }));
  if (!told) return;
  const cleared = told.verdict === "cleared";
  toast(cleared ? "Cleared: it is on its way." : `Refused: ${told.why || told.reason || "no reason was given"}`);
}

export function start() {
  form.addEventListener("submit", ask);
}

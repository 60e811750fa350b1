// Keeps the conversation on the screen as a test: the bot writes it, the page shows it and asks.

import { get, post } from "./api.js";
import { toast, trying } from "./dom.js";
import { current, person } from "./store.js";

const part = (name) => document.getElementById(`keep-${name}`);
const button = document.getElementById("keep");
const dialog = part("dialog");
const form = part("form");
let shown = null;
let address = "";
let timer = 0;

/** Whether the bot can keep what is on the screen. */
export function keepable(can) {
  button.hidden = !can;
}

async function look() {
  const customer = current();
  if (!customer) return;
  const title = form.elements.title.value.trim();
  const told = await trying(() => get(`/talk?person=${encodeURIComponent(person(customer))}&title=${encodeURIComponent(title)}`));
  if (told) draw(told);
}

function draw(told) {
  shown = told.yaml ? told : null;
  part("save").disabled = !shown;
  part("save").textContent = shown ? `Save in ${told.folder}` : "Save";
  part("download").hidden = !shown;
  part("text").hidden = !shown;
  part("text").textContent = told.yaml || "";
  if (shown && !form.elements.title.value) form.elements.title.placeholder = told.title;
  state(told);
  URL.revokeObjectURL(address);
  if (!shown) return;
  address = URL.createObjectURL(new Blob([told.yaml], { type: "application/yaml" }));
  part("download").href = address;
  part("download").download = told.file;
}

function state(told) {
  const box = part("state");
  box.dataset.tone = told.problem ? "bad" : told.passes ? "good" : "warn";
  const first = told.differences?.[0];
  const lines = told.problem ? [told.problem] : !told.yaml ? [] : told.passes ? ["Played once on a fresh bot: it passes."] : [
    `Played once on a fresh bot, it differs${first.line ? ` in line ${first.line}` : ""}; the files may have changed since:`, first.text];
  box.textContent = [...lines, ...(told.left_out || [])].join("\n");
}

async function save(event) {
  event.preventDefault();
  const customer = current();
  if (!shown || !customer) return;
  const told = await trying(() => post("/talk", { person: person(customer), title: form.elements.title.value.trim() }));
  if (!told) return;
  if (told.problem) return draw(told);
  dialog.close();
  toast(`Kept: ${told.saved}`);
}

export function start() {
  button.addEventListener("click", async () => {
    form.reset();
    form.elements.title.placeholder = "";
    draw({});
    part("state").textContent = "Playing it once on a fresh bot …";
    dialog.showModal();
    await look();
  });
  form.elements.title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
  form.addEventListener("submit", save);
  part("cancel").addEventListener("click", () => dialog.close());
}

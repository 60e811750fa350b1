// The simulated clock, the 24-hour window, and whether the bot answers.

import { post } from "./api.js";
import { day, el, hour, span, toast, trying } from "./dom.js";
import { current, now, on, store } from "./store.js";

const face = document.getElementById("clock-now");
const shift = document.getElementById("clock-shift");
const windowText = document.getElementById("window-text");
const meter = document.getElementById("window-meter");
const health = document.getElementById("health");

function draw() {
  face.textContent = hour(now());
  document.getElementById("clock-day").textContent = day(now());
  const { offset } = store.clock;
  shift.textContent = Math.abs(offset) < 1 ? "" : `${offset > 0 ? "+" : "−"}${span(Math.abs(offset))}`;
  document.getElementById("clock-back").disabled = Math.abs(offset) < 1;
  drawWindow();
}

function drawWindow() {
  const customer = current();
  const left = customer ? customer.window_until - now() : 0;
  meter.value = Math.max(0, Math.min(86400, left));
  if (!customer) windowText.textContent = "No customer yet.";
  else if (!customer.window_until) windowText.textContent = "The 24-hour window opens with the first message";
  else if (left > 0) windowText.textContent = `Window open, closes in ${span(left)}`;
  else windowText.textContent = "Window closed: only templates may be sent";
}

async function move(body) {
  const told = await trying(() => post("/clock", body));
  if (told && store.inspect && !told.bot_told) toast("The bot could not be told about the new time.");
}

function drawHealth() {
  const news = store.health;
  if (!news) return;
  const good = news.status === 200;
  health.dataset.state = good ? "good" : "bad";
  const waiting = store.waiting > 3 ? ` · ${store.waiting} under way` : "";
  const why = news.why || `it answered ${news.status}`;
  health.replaceChildren(good ? `The bot takes what is sent${waiting}` : `The bot does not take webhooks (try ${news.tries}): ${why}`);
  if (!good) health.append(el("button", { type: "button", class: "quiet small", onclick: () => trying(() => post("/webhooks/hurry")) }, "Try now"));
}

export function start() {
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advance: Number(button.dataset.advance) }));
  }
  document.getElementById("clock-back").addEventListener("click", () => move({ offset: 0 }));
  on("clock", draw);
  on("health", drawHealth);
  setInterval(draw, 5000);
}

// Talks to /sim: JSON in, JSON out, and the event stream.

async function ask(method, path, body) {
  const request = { method, headers: {} };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const answer = await fetch(`/sim${path}`, request);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || `The simulator answered ${answer.status}.`);
  return told;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const remove = (path) => ask("DELETE", path);

/** Let a customer do something: act("c1", "say", {text: "hi"}). */
export const act = (customer, what, data = {}) => post(`/customers/${encodeURIComponent(customer)}/${what}`, data);

/** Keep a file for a customer to send; returns its id. */
export async function upload(file) {
  const path = `/sim/media?filename=${encodeURIComponent(file.name || "picture.png")}`;
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": file.type }, body: file });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told.id;
}

/** Call hear(news) for every piece of news, and again() after each new connection. */
export function listen(hear, again) {
  const stream = new EventSource("/sim/events");
  stream.onmessage = (event) => hear(JSON.parse(event.data));
  stream.onopen = again;
  return stream;
}

// The button in the settings: lets this browser be told that somebody waits, and no more.
"use strict";

(() => {
  const box = document.getElementById("push");
  if (!box) { return; }
  const on = box.querySelector("[data-push=on]");
  const off = box.querySelector("[data-push=off]");
  const says = box.querySelector("[data-push=says]");
  const say = (key) => { says.textContent = box.dataset[key] || ""; };

  const show = (subscribed) => {
    on.hidden = subscribed;
    off.hidden = !subscribed;
    say(subscribed ? "isOn" : "isOff");
  };

  const key = () => {
    const text = box.dataset.key.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(text + "=".repeat((4 - (text.length % 4)) % 4)), (letter) => letter.charCodeAt(0));
  };

  const send = async (path, what) => {
    const answer = await fetch(path, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(what),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": box.dataset.csrf },
    });
    if (!answer.ok) { throw new Error(String(answer.status)); }
  };

  const subscription = async () => {
    const worker = await navigator.serviceWorker.register("/desk/push.js", { scope: "/desk/" });
    return [worker, await worker.pushManager.getSubscription()];
  };

  const start = async () => {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) { say("cannot"); return; }
    if (Notification.permission === "denied") { say("denied"); return; }
    const [, found] = await subscription();
    show(Boolean(found));
  };

  on.addEventListener("click", async () => {
    on.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") { say("denied"); return; }
      const [worker, found] = await subscription();
      const made = found || await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key() });
      await send("/desk/push/subscribe", made.toJSON());
      show(true);
    } catch {
      say("failed");
    } finally {
      on.disabled = false;
    }
  });

  off.addEventListener("click", async () => {
    off.disabled = true;
    try {
      const [, found] = await subscription();
      if (found) {
        await send("/desk/push/unsubscribe", { endpoint: found.endpoint });
        await found.unsubscribe();
      }
      show(false);
    } catch {
      say("failed");
    } finally {
      off.disabled = false;
    }
  });

  start().catch(() => say("failed"));
})();

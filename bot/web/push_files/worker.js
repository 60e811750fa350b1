// The service worker: shows what is pushed, and opens the conversation. What is pushed holds no personal data.
"use strict";

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data ? event.data.json() : {}; } catch { told = {}; }
  const shown = {
    body: told.body || "", tag: told.tag || "askfirst", renotify: true, lang: told.lang || "en", dir: told.dir || "auto",
    data: { url: told.url || "/desk/" },
  };
  event.waitUntil(self.registration.showNotification(told.title || "AskFirst", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.url, self.location.origin);
  const url = wanted.origin === self.location.origin ? wanted.href : self.location.origin + "/desk/";
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    for (const page of open) {
      if (new URL(page.url).pathname.startsWith("/desk/")) {
        await page.focus();
        if (page.url !== url && page.navigate) { await page.navigate(url); }
        return;
      }
    }
    await self.clients.openWindow(url);
  })());
});

// Puts the page together.

import * as asking from "./asking.js";
import * as backstage from "./backstage.js";
import * as chat from "./chat.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as faults from "./faults.js";
import * as keep from "./keep.js";
import * as people from "./people.js";
import * as sheets from "./sheets.js";
import * as store from "./store.js";

for (const part of [people, chat, composer, sheets, clock, backstage, faults, asking, keep]) part.start();
for (const button of document.querySelectorAll("[data-goto]")) {
  button.addEventListener("click", () => {
    document.body.dataset.view = button.dataset.goto;
    store.tell("chat", { whole: true });
  });
}
store.start();

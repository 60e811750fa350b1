/* The keyboard: j and k through the list, r reply, n note, / search, ? help; Ctrl+Enter sends. Can be switched off. */
"use strict";
(() => {
  const OFF = "desk.keys.off";
  const $ = (selector) => document.querySelector(selector);
  const shown = (one) => one && one.getClientRects().length > 0;

  function step(by) {
    const cards = [...document.querySelectorAll(".ticket")].filter(shown);
    const here = cards.findIndex((one) => one === document.activeElement);
    const open = cards.findIndex((one) => one.getAttribute("aria-current") === "true");
    const from = here >= 0 ? here : open >= 0 ? open : by > 0 ? -1 : 0;
    cards[Math.min(Math.max(from + by, 0), cards.length - 1)]?.focus();
  }

  function write(selector) {
    const area = $(selector);
    const folded = area?.closest("details");
    if (folded) folded.open = true;
    area?.focus();
  }

  function help() {
    const box = $("#help");
    if (box && !box.open) box.showModal();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    r: () => write("#reply-text"),
    n: () => write("#note-text"),
    u: () => $(".to-list")?.click(),
    "/": () => (shown($("#search")) ? $("#search").select() : $(".to-list")?.click()),
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field?.form && field.matches("textarea")) {
      event.preventDefault();
      field.form.requestSubmit();
    } else if (event.key === "Escape") {
      const open = event.target.closest("details.menu[open], details.tool[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (field && !$("#help")?.open) field.blur();
    } else if (!field && !event.ctrlKey && !event.metaKey && !event.altKey && !$("#help")?.open) {
      if (localStorage.getItem(OFF) && event.key !== "?") return;
      const act = keys[event.key];
      if (act) {
        event.preventDefault();
        act();
      }
    }
  });

  addEventListener("DOMContentLoaded", () => {
    const box = $("#keys-on");
    if (box) {
      box.checked = !localStorage.getItem(OFF);
      box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
    }
    for (const one of document.querySelectorAll("[data-help]")) {
      one.hidden = false;
      one.addEventListener("click", help);
    }
    $("#help-close")?.addEventListener("click", () => $("#help").close());
  });
})();

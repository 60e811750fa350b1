/* What a page does beyond links and forms: drafts, the end of the chat in sight, news said aloud, looking again. */
"use strict";
(() => {
  const POLL = 5000;
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = document.body.dataset;

  /* --- the chat: at its end unless somebody reads further up */
  const log = () => $("#log");
  let atEnd = true;
  let touched = false;
  const near = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < 80;
  function toEnd() {
    if (log()) log().scrollTop = log().scrollHeight;
    if ($("#to-end")) $("#to-end").hidden = true;
  }
  function watchLog() {
    if (!log()) return;
    for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      log().addEventListener(sign, () => (touched = true), { passive: true });
    }
    log().addEventListener("scroll", () => {
      if (touched) atEnd = near(log()); // pictures that load move things, too, but nobody went anywhere
      if (near(log())) $("#to-end").hidden = true;
    }, { passive: true });
    $("#to-end").addEventListener("click", () => {
      atEnd = true;
      toEnd();
    });
    addEventListener("resize", () => atEnd && toEnd());
    if ($("#log .line:target")) atEnd = false;
    else toEnd();
  }

  /* --- what came is said once, politely, and never over what somebody reads */
  function announce(fresh) {
    const heard = fresh.filter((one) => one.matches?.(".line.in, .event.aloud"));
    if (heard.length) $("#said").textContent = heard.map((one) => one.dataset.say || one.innerText).join(". ");
  }

  function title() {
    const waiting = $("#waiting-count")?.dataset.count ?? "0";
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = waiting === "0" ? bare : `(${waiting}) ${bare}`;
  }

  document.addEventListener("desk:merged", (event) => {
    const { fresh } = event.detail;
    title();
    announce(fresh);
    fresh.forEach(wire);
    if (!fresh.some((one) => one.closest?.("#log"))) return;
    if (atEnd) toEnd();
    else if (fresh.some((one) => one.matches(".line.in"))) $("#to-end").hidden = false;
  });

  /* --- drafts stay through reloads, until they are sent; on this tab only */
  const drafts = (root) => all("textarea[data-draft]", root);
  const left = (area) => {
    const place = area.form.querySelector(".left");
    if (!place) return;
    const [most, long] = [Number(place.dataset.most), [...area.value].length];
    const shown = long > most ? Math.ceil(long / most) : most - long;
    const digits = shown.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });
    place.textContent = (long > most ? place.dataset.parts : place.dataset.text).replace("0", digits);
    place.classList.toggle("over", long > most);
    place.hidden = most - long > 300;
  };
  function wire(root) {
    for (const area of drafts(root)) {
      if (!area.value) area.value = sessionStorage.getItem(area.dataset.draft) ?? "";
      left(area);
      area.addEventListener("input", () => {
        sessionStorage.setItem(area.dataset.draft, area.value);
        left(area);
      });
    }
    for (const one of all("[data-script]", root)) one.hidden = false;
    for (const picture of all(".media img", root)) picture.addEventListener("load", () => atEnd && toEnd(), { once: true });
    for (const quick of all("a[data-quick]", root)) quick.addEventListener("click", insert);
  }
  function insert(event) {
    event.preventDefault();
    const area = $("#reply-text");
    area.setRangeText(event.currentTarget.dataset.quick, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
    area.focus();
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig?.verb === "get" && pressed) [event.detail.shouldSwap, missed] = [false, true];
    if (requestConfig?.verb !== "post") return;
    if (xhr.status >= 400 && xhr.getResponseHeader("X-Desk") === "refused") event.detail.shouldSwap = true;
    else if (xhr.status < 400) spend(event.detail.requestConfig.elt);
  });
  function spend(form) {
    const region = form.closest("[data-v]");
    for (const area of drafts(form)) {
      sessionStorage.removeItem(area.dataset.draft);
      area.value = "";
    }
    if (region) [region.dataset.v, region.dataset.spent] = ["", "yes"];
    atEnd = true;
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) sessionStorage.clear();
  });

  /* --- what somebody is just pressing stays where it is until they let go */
  let pressed = false;
  let missed = false;
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const end of ["pointerup", "pointercancel", "dragend"]) {
    addEventListener(end, () => {
      pressed = false;
      if (missed) setTimeout(() => htmx.trigger(document.body, "look"), 50);
      missed = false;
    }, true);
  }

  /* --- live: where the stream is away or all places are taken, look again now and then */
  let live = false;
  let lost = false; // the first stream begins where the page was made; a later one may have a gap before it
  document.addEventListener("htmx:sseOpen", () => {
    live = true;
    if (lost) htmx.trigger(document.body, "look");
  });
  document.addEventListener("htmx:sseError", () => {
    live = false;
    lost = true;
  });
  document.addEventListener("htmx:sseClose", (event) => {
    live = false;
    if (event.detail.type === "message") location.reload();
  });
  setInterval(() => live || document.hidden || htmx.trigger(document.body, "look"), POLL);
  document.addEventListener("visibilitychange", () => document.hidden || live || htmx.trigger(document.body, "look"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) location.reload();
    else if (event.detail.requestConfig.verb === "post") tell(words.failed);
  });
  document.addEventListener("htmx:sendError", (event) => event.detail.requestConfig.verb === "post" && tell(words.offline));
  function tell(text) {
    const place = $("#trouble");
    if (place) [place.textContent, place.hidden] = [text, false];
  }

  /* --- little menus close by themselves */
  document.addEventListener("click", (event) => {
    for (const open of all("details.menu[open]")) if (!open.contains(event.target)) open.open = false;
  });

  addEventListener("DOMContentLoaded", () => {
    wire(document);
    watchLog();
    title();
    $(".ticket[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  });
})();

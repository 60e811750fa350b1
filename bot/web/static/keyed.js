/* The swap "keyed": only what changed is replaced, so that focus, drafts, open details and playing sound stay.
   Children are told apart by their id; data-v says whether two of the same id are equal; inside data-keyed the same
   goes on; data-keep keeps children that stand before the first one that came;
   data-stay says that what is shown there may stay. */
"use strict";
(() => {
  const fields = (root) => [...root.querySelectorAll("textarea[name], input[name]:not([type=hidden]), select[name]")];

  function keepTyped(old, made) {
    for (const field of fields(old)) {
      const twin = fields(made).find((one) => one.name === field.name && one.form?.id === field.form?.id);
      if (!twin || old.dataset.spent === "yes") continue;
      if (field.type === "checkbox" || field.type === "radio") twin.checked = field.checked;
      else if (field.value) twin.value = field.value;
    }
    for (const open of old.querySelectorAll("details[open][id]")) made.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }

  function replace(old, made) {
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const { selectionStart: from, selectionEnd: to } = held ?? {};
    keepTyped(old, made);
    old.replaceWith(made);
    if (!held) return;
    const name = held.getAttribute("name");
    const again = (held.id && document.getElementById(held.id)) || (name && made.querySelector(`[name="${CSS.escape(name)}"]`)) || (made.matches("a, button") ? made : made.querySelector("a, button, summary, textarea"));
    again?.focus({ preventScroll: true });
    if (from !== undefined && from !== null && "setSelectionRange" in (again ?? {})) again.setSelectionRange(from, to);
  }

  function sync(old, made, fresh) {
    const known = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
    const coming = [...made.children];
    const ids = new Set(coming.map((one) => one.id));
    const first = coming.find((one) => known.has(one.id));
    if ("keep" in old.dataset && !first && old.querySelector(".line")) location.reload(); // away for too long to know what is between
    let before = first && "keep" in old.dataset;
    for (const one of [...old.children]) {
      if (one.id === first?.id) before = false;
      if (!ids.has(one.id) && !before) one.remove();
    }
    let at = "keep" in old.dataset && first ? known.get(first.id) : old.firstElementChild;
    for (const one of coming) {
      const here = known.get(one.id);
      if (here === undefined) {
        old.insertBefore(one, at);
        fresh.push(one);
        continue;
      }
      if (here === at) at = at.nextElementSibling;
      else old.insertBefore(here, at);
      merge(here, one, fresh);
    }
  }

  function merge(here, made, fresh) {
    if ("stay" in made.dataset) return;
    if ("keyed" in made.dataset) sync(here, made, fresh);
    else if (!made.dataset.v || here.dataset.v !== made.dataset.v) {
      replace(here, made);
      fresh.push(made);
    }
  }

  htmx.defineExtension("keyed", {
    isInlineSwap: (style) => style === "keyed",
    handleSwap(style, target, fragment) {
      if (style !== "keyed") return false;
      const fresh = [];
      sync(target, fragment, fresh);
      target.dispatchEvent(new CustomEvent("desk:merged", { bubbles: true, detail: { fresh } }));
      return fresh;
    },
  });
})();

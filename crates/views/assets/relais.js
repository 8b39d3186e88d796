// Comfort only: every page works without this file.
(() => {
  "use strict";
  const ready = (root) => {
    // Errors first: the summary takes the focus, as a screen reader expects after a refused form.
    root.querySelector("[data-focus]")?.focus();
    // What needs script to work is hidden until script is there.
    for (const it of root.querySelectorAll("[data-script]")) it.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) return window.print();
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.getAttribute("aria-describedby"));
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      if (said) said.hidden = false;
    } catch {
      window.getSelection().selectAllChildren(source);
    }
  });
  // A form that is on its way is not sent twice; coming back with the browser's arrow opens it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A page that follows what it shows: its part marked data-live is drawn again when the server says it has changed,
  // unless somebody is writing in it. A page nobody looks at listens to nothing, and asks when it is looked at again.
  const QUIET = "relais-quiet";
  const SOON = 300;
  const SPREAD = 900;
  const LATER = 10000;
  let stream;
  let waiting;
  const part = () => document.querySelector("[data-live]");
  const beside = (name) => document.querySelector(`[data-live-${name}]`);
  const written = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };
  const writing = (root) => {
    const fields = [...root.querySelectorAll("input:not([type=hidden]), select, textarea")];
    return root.querySelector("form[data-sent]") || fields.some((it) => it === document.activeElement || written(it));
  };
  const leave = () => {
    stream?.close();
    clearTimeout(waiting);
  };
  const after = (wait, what) => {
    leave();
    waiting = setTimeout(what, wait);
  };
  const follow = () => {
    leave();
    const live = part();
    if (!live || document.hidden || !beside("on").checked) return;
    stream = new EventSource(live.dataset.live);
    stream.addEventListener("changed", () => {
      if (!writing(live)) return after(SOON + Math.random() * SPREAD, redraw);
      leave();
      beside("changed").hidden = false;
    });
    // What the agent wrote stays; everything else is taken off the screen with the session.
    stream.addEventListener("over", () => (writing(live) ? leave() : location.reload()));
  };
  const sameAs = (it) => {
    if (it.id) return `#${CSS.escape(it.id)}`;
    const [tag, name, value] = it.href ? ["a", "href", it] : ["form", "action", it.form ?? it];
    return `${tag}[${name}="${CSS.escape(value.getAttribute(name) ?? "")}"]${tag === "form" ? " button" : ""}`;
  };
  const redraw = async () => {
    let answer;
    try {
      answer = await fetch(location.href, { headers: { "relais-by-itself": "1" }, redirect: "manual" });
    } catch {
      return after(LATER, follow);
    }
    if (answer.status >= 500) return after(LATER, follow);
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page && page.querySelector("[data-live]");
    // Signed out, or nothing to be seen any more: the server says what comes instead.
    if (!now) return location.reload();
    const old = part();
    const focus = old.contains(document.activeElement) && sameAs(document.activeElement);
    old.replaceWith(now);
    document.title = page.title;
    if (focus) now.querySelector(focus)?.focus();
    beside("changed").hidden = true;
    beside("status").textContent = now.dataset.liveDrawn;
    follow();
  };
  document.addEventListener("DOMContentLoaded", () => {
    const on = beside("on");
    if (!on) return;
    on.checked = !sessionStorage.getItem(QUIET);
    on.addEventListener("change", () => {
      on.checked ? sessionStorage.removeItem(QUIET) : sessionStorage.setItem(QUIET, "1");
      follow();
    });
    beside("show").addEventListener("click", redraw);
    document.addEventListener("visibilitychange", follow);
    follow();
  });
})();

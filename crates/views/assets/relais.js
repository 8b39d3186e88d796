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
})();

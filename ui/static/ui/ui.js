/* Comforts only: every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const remember = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };
  const recalled = (name) => (document.cookie.match(new RegExp(`(?:^|; )${name}=([a-z]+)`)) || [])[1];

  // Theme: a page kept in a shared cache does not know the cookie, so it is read again here.
  const theme = recalled("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  document.querySelectorAll("[data-theme-switch]").forEach((button) => {
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("theme", root.dataset.theme);
      tell();
    });
  });

  // The summary of errors takes the focus.
  document.querySelector("[data-focus]")?.focus();

  // One menu of the header at a time; Escape closes it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // A form is sent once. The buttons come back with the page (back button, cancelled download).
  const buttonsOf = (form) => form.querySelectorAll("button[type=submit], button:not([type])");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (event.submitter?.hasAttribute("data-file")) return; // it gives a file: the page stays, to be sent later
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    buttonsOf(form).forEach((button) => button.setAttribute("aria-busy", "true"));
  });
  const again = (form) => {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-busy"));
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(again));

  // <button data-copy="text" data-done="Copié"> and <button data-share="address">
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      if (button.dataset.done) button.textContent = button.dataset.done;
    });
  });
  document.querySelectorAll("[data-share]").forEach((button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.share || location.href }).catch(() => {}));
  });
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
})();

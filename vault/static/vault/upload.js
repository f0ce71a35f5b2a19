/* Sends the chosen file in pieces before the form goes: a cut line goes on where it stopped. Without this file the form carries the file itself. */
(() => {
  "use strict";
  document.querySelectorAll("[data-uploads]").forEach((box) => {
    const form = box.closest("form");
    if (form.dataset.resumes) return;
    form.dataset.resumes = "yes";
    const words = box.querySelector("[role=status]");
    const bar = box.querySelector("progress");
    const sent = form.querySelector("input[name$=sent]");
    const inputs = [...form.querySelectorAll("input[type=file]")];
    const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
    const buttons = () => form.querySelectorAll("button[type=submit], button:not([type])");
    let stop = null;

    const say = (text) => { if (words.textContent !== text) words.textContent = text; };
    // A screen reader says every change of the words: one in ten, and the end.
    const show = (part) => { bar.value = part; say(box.dataset.sending.replace("{part}", part - (part % 10))); };
    const idle = () => { delete form.dataset.sent; buttons().forEach((button) => button.removeAttribute("aria-busy")); };
    const refuse = (text) => { say(text); bar.hidden = true; idle(); };
    const send = window.vaultPieces({ address: box.dataset.uploads, token, failed: box.dataset.failed });
    const cut = () => say(box.dataset.cut);

    form.addEventListener("submit", async (event) => {
      const file = inputs.map((input) => input.files[0]).find(Boolean);
      if (!file || stop) return;
      event.preventDefault();
      buttons().forEach((button) => button.setAttribute("aria-busy", "true"));
      box.hidden = false;
      bar.hidden = false;
      if (file.size > Number(box.dataset.size)) { refuse(box.dataset.large); return; }
      if (!file.size) { idle(); stop = new AbortController(); form.requestSubmit(event.submitter); return; }
      stop = new AbortController();
      try {
        sent.value = await send(file, { signal: stop.signal, show, cut });
        inputs.forEach((input) => { input.disabled = true; });
        delete form.dataset.sent;
        form.requestSubmit(event.submitter);
      } catch (error) {
        const stopped = stop.signal.aborted;
        stop = null;
        if (stopped) { box.hidden = true; idle(); } else { refuse(error.message); }
      }
    }, { capture: true });

    box.querySelector("button").addEventListener("click", () => { if (stop) stop.abort(); });
    addEventListener("pageshow", () => { stop = null; inputs.forEach((input) => { input.disabled = false; }); });
  });
})();

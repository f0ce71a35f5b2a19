/* Sends the chosen file in pieces before the form goes: a cut line goes on where it stopped. Without this file the form carries the file itself. */
(() => {
  "use strict";
  const PIECE = 2 * 1024 * 1024;
  const PATIENCE = [1, 2, 4, 8, 15, 30];
  const wait = (seconds, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const soon = () => { clearTimeout(timer); resolve(); };
    addEventListener("online", soon, { once: true });
    signal.addEventListener("abort", soon, { once: true });
  });

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

    const ask = (method, address, headers, body) => fetch(address, {
      method, body, signal: stop.signal, credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "Tus-Resumable": "1.0.0", ...headers },
    });
    const say = (text) => { if (words.textContent !== text) words.textContent = text; };
    const show = (part) => { bar.value = part; say(`${box.dataset.sending} : ${part} %`); };
    const idle = () => { delete form.dataset.sent; buttons().forEach((button) => button.removeAttribute("aria-busy")); };
    const refuse = (text) => { say(text); bar.hidden = true; idle(); };
    const memory = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

    // Answers of the server end the matter; a silence does not.
    const insist = async (attempt) => {
      for (let time = 0; ; time += 1) {
        try {
          const answer = await attempt();
          if (answer.status < 500 || answer.status === 507) return answer;
        } catch (error) {
          if (stop.signal.aborted) throw error;
        }
        say(box.dataset.cut);
        await wait(PATIENCE[Math.min(time, PATIENCE.length - 1)], stop.signal);
        if (stop.signal.aborted) throw new DOMException("stopped", "AbortError");
      }
    };

    const begin = async (file) => {
      const known = sessionStorage.getItem(memory(file));
      if (known) {
        const answer = await insist(() => ask("HEAD", known));
        if (answer.ok) return { address: known, offset: Number(answer.headers.get("Upload-Offset")) };
      }
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
      const answer = await insist(() => ask("POST", box.dataset.uploads, { "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` }));
      if (answer.status !== 201) throw new Error(answer.status === 413 ? await answer.text() : box.dataset.failed);
      const address = answer.headers.get("Location");
      sessionStorage.setItem(memory(file), address);
      return { address, offset: 0 };
    };

    const send = async (file) => {
      const { address, offset } = await begin(file);
      let place = offset;
      while (place < file.size) {
        show(Math.floor((100 * place) / file.size));
        const from = place;
        const answer = await insist(async () => {
          const reply = await ask("PATCH", address, { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" }, file.slice(from, from + PIECE));
          return reply;
        }).catch((error) => { throw error; });
        if (answer.status !== 204 && answer.status !== 409) throw new Error(box.dataset.failed);
        place = Number(answer.headers.get("Upload-Offset"));
      }
      show(100);
      sessionStorage.removeItem(memory(file));
      return address.match(/([0-9a-f-]{36})\/$/)[1];
    };

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
        sent.value = await send(file);
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

/* The counter's comforts: it counts the idle time aloud, reads the page, shows a keypad. The server counts too. */
(() => {
  "use strict";
  const bar = document.querySelector("[data-counter]");
  if (!bar) return;
  const root = document.documentElement;
  const says = bar.querySelector("[data-counter-says]");
  const end = bar.querySelector("[data-end]");
  const token = () => end.querySelector("[name=csrfmiddlewaretoken]").value;
  const count = (words, n) => words.replace("%n", n);

  // A page brought back by the Back button is asked again: the server says who may see it.
  addEventListener("pageshow", (event) => {
    const [entry] = performance.getEntriesByType("navigation");
    if (event.persisted || (entry && entry.type === "back_forward" && bar.dataset.stay)) location.reload();
  });
  addEventListener("pagehide", () => { if (bar.dataset.stay) document.body.hidden = true; });
  document.querySelectorAll("form").forEach((form) => { form.autocomplete = "off"; });
  document.querySelectorAll("input").forEach((input) => { if (!input.autocomplete) input.autocomplete = "off"; });

  // Links that lead out of the house.
  document.querySelectorAll("a[data-outside]").forEach((link) => link.addEventListener("click", () => { says.textContent = bar.dataset.outsideWords; }));

  // High contrast, until the end of the session.
  const contrast = bar.querySelector("[data-contrast]");
  const setContrast = (on) => {
    if (on) root.dataset.contrast = "more"; else delete root.dataset.contrast;
    contrast.setAttribute("aria-pressed", String(on));
  };
  contrast.hidden = false;
  setContrast(sessionStorage.getItem("contrast") === "more");
  contrast.addEventListener("click", () => {
    const on = root.dataset.contrast !== "more";
    sessionStorage.setItem("contrast", on ? "more" : "");
    setContrast(on);
  });

  // Reading aloud, where the machine has a voice for this language.
  const aloud = bar.querySelector("[data-aloud]");
  const label = aloud.querySelector("span");
  const listen = label.textContent;
  const voice = () => speechSynthesis.getVoices().find((each) => each.localService && each.lang.toLowerCase().startsWith(root.lang.slice(0, 2).toLowerCase()));
  const offer = () => { aloud.hidden = !voice(); };
  if ("speechSynthesis" in window) {
    offer();
    speechSynthesis.addEventListener("voiceschanged", offer);
    aloud.addEventListener("click", () => {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
      const text = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
      text.voice = voice();
      text.lang = root.lang;
      text.addEventListener("end", () => { label.textContent = listen; });
      label.textContent = aloud.dataset.stop;
      speechSynthesis.speak(text);
    });
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }

  // A keypad for fingers.
  document.querySelectorAll("form[data-keypad]").forEach((form) => {
    const input = form.querySelector("input:not([type=hidden])");
    const keys = document.createElement("div");
    keys.className = "counter-keys";
    keys.dir = "ltr";
    [..."123456789⌫0"].forEach((sign) => {
      const key = document.createElement("button");
      key.type = "button";
      key.className = "button button--quiet";
      key.textContent = sign;
      key.addEventListener("click", () => { input.value = sign === "⌫" ? input.value.slice(0, -1) : input.value + sign; });
      keys.append(key);
    });
    input.closest(".field").after(keys);
    input.focus();
  });

  // The page that waits for the agent is asked again, and what changed in it takes its place.
  const go = () => document.querySelectorAll("form[data-go]").forEach((form) => setTimeout(() => form.requestSubmit(), 1500));
  const poll = async () => {
    const place = document.querySelector("[data-poll]");
    if (!place) return;
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected) { location.reload(); return; }
    const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main > div");
    if (fresh && fresh.innerHTML !== place.innerHTML) { place.replaceWith(fresh); go(); }
    setTimeout(poll, 3000);
  };
  go();
  setTimeout(poll, 3000);

  // Nobody there: the first page again, and inside a session, the end of it.
  const idle = Number(bar.dataset.idle) * 1000;
  const warnAfter = idle * 2 / 3;
  const box = bar.querySelector("[data-idle-box]");
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("counter") : null;
  let last = Date.now();
  let told = 0;
  let later = 0;
  let over = false;
  const tell = () => {
    if (!bar.dataset.stay || over) return;
    told = Date.now();
    fetch(bar.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token() }, credentials: "same-origin" })
      .then((answer) => { if (answer.redirected || !answer.ok) leave(); }).catch(() => {});
  };
  const leave = () => {
    if (over) return;
    over = true;
    document.body.hidden = true;
    if (!end) { location.replace(bar.dataset.home); return; }
    const why = document.createElement("input");
    Object.assign(why, { type: "hidden", name: "idle", value: "1" });
    end.append(why);
    end.submit();
  };
  const here = (from) => {
    last = Date.now();
    if (box && box.open) box.close();
    if (from !== "another window") windows?.postMessage("here");
    clearTimeout(later);
    if (Date.now() - told > 5000) tell(); else later = setTimeout(tell, 5000 - (Date.now() - told));
  };
  if (windows) windows.addEventListener("message", (event) => { if (event.data === "here") { last = Date.now(); if (box && box.open) box.close(); } else leave(); });
  ["keydown", "pointerdown", "input", "wheel"].forEach((kind) => document.addEventListener(kind, (event) => {
    if (!box || !box.open || event.target.closest?.("[data-here]")) here();
  }, { passive: true }));
  box?.querySelector("[data-here]").addEventListener("click", here);
  if (end) end.addEventListener("submit", () => { over = true; windows?.postMessage("over"); });
  // An agent may close the counter from a tablet: the page goes at once, not at the next touch.
  const ask = async () => {
    const answer = await fetch(bar.dataset.status, { credentials: "same-origin" }).catch(() => null);
    if (answer && (answer.redirected || !answer.ok)) leave();
    else if (!over) setTimeout(ask, 3000);
  };
  if (bar.dataset.status) setTimeout(ask, 3000);
  const left = bar.querySelector("[data-left]");
  const words = box?.querySelector("[data-idle-words]");
  let announced = 0;
  setInterval(() => {
    const quiet = Date.now() - last;
    if (quiet >= idle) { if (bar.dataset.stay || location.pathname !== bar.dataset.home) leave(); return; }
    if (left) {
      const minutes = Math.max(0, Math.ceil((Date.parse(left.dataset.left) - Date.now()) / 60000));
      left.textContent = count(left.dataset.words, minutes);
      if (Date.parse(left.dataset.left) < Date.now()) leave();
    }
    if (!box || quiet < warnAfter) return;
    if (!box.open) { box.showModal(); announced = 0; }
    if (Date.now() - announced > 9500) { announced = Date.now(); words.textContent = count(words.dataset.idleWords, Math.ceil((idle - quiet) / 1000)); }
  }, 250);
})();

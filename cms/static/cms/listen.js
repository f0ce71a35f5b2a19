/* A button to listen to each part of a page, where the machine has a voice for the language of the text. */
(() => {
  "use strict";
  const place = document.querySelector("[data-listen]");
  if (!place || !("speechSynthesis" in window)) return;
  const speech = window.speechSynthesis;
  const language = (place.lang || document.documentElement.lang).toLowerCase();
  const voice = () => speech.getVoices().find((each) => each.lang.replace("_", "-").toLowerCase().startsWith(language.slice(0, 2)));
  let current = null;

  const show = (button, speaking) => {
    button.querySelector("span").textContent = speaking ? place.dataset.stop : place.dataset.listen;
    button.setAttribute("aria-pressed", String(speaking));
  };
  const stop = () => {
    speech.cancel();
    if (current) show(current, false);
    current = null;
  };
  const read = (button, part) => {
    const again = current === button;
    stop();
    if (again) return;
    const words = [...part.children].filter((child) => child !== button).map((child) => child.innerText).join("\n");
    const text = new SpeechSynthesisUtterance(words);
    text.voice = voice();
    text.lang = language;
    text.addEventListener("end", () => { if (current === button) stop(); });
    current = button;
    show(button, true);
    speech.speak(text);
  };
  const offer = () => {
    if (!voice() || place.dataset.offered) return;
    place.dataset.offered = "yes";
    place.querySelectorAll("section").forEach((part) => {
      const title = part.querySelector("h2");
      if (!title || part.nextElementSibling?.matches("[data-voice]") || place.querySelector("[data-voice=page]")) return;
      const button = place.querySelector("template").content.firstElementChild.cloneNode(true);
      button.querySelector("[data-of]").textContent = title.innerText;
      button.addEventListener("click", () => read(button, part));
      show(button, false);
      title.after(button);
    });
  };
  offer();
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", stop);
})();

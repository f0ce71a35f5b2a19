/* A button to hear each word that has no recorded voice, where the machine has a voice for its language. */
(() => {
  "use strict";
  const place = document.querySelector("[data-say-label]");
  if (!place || !("speechSynthesis" in window)) return;
  const speech = window.speechSynthesis;
  const voice = (language) => speech.getVoices().find((each) => each.lang.toLowerCase().startsWith(language.slice(0, 2)));
  const say = (word) => {
    speech.cancel();
    const text = new SpeechSynthesisUtterance(word.textContent);
    text.voice = voice(word.lang);
    text.lang = word.lang;
    speech.speak(text);
  };
  const offer = () => place.querySelectorAll("[data-say]:not([data-offered])").forEach((word) => {
    if (!voice(word.lang)) return;
    word.dataset.offered = "yes";
    const button = place.querySelector("template").content.firstElementChild.cloneNode(true);
    button.querySelector("span").textContent = place.dataset.sayLabel;
    const id = word.id || (word.id = `word-${word.lang}`);
    button.setAttribute("aria-describedby", id);
    button.addEventListener("click", () => say(word));
    word.after(button);
  });
  offer();
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speech.cancel());
})();

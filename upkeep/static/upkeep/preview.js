// What a collection gives, while its criteria are typed. Without script, a button does the same.
"use strict";

const form = document.querySelector("[data-preview]");
const place = document.querySelector("[data-previewed]");
let waiting, asked;

async function show() {
  const asking = (asked = new AbortController());
  const typed = new URLSearchParams(new FormData(form));
  ["csrfmiddlewaretoken", "version"].forEach((name) => typed.delete(name));
  try {
    const answer = await fetch(`${form.dataset.preview}?${typed}`, { signal: asking.signal });
    if (answer.ok && asking === asked) place.innerHTML = await answer.text();
  } catch {
    // a slower answer to an older question, or no line: what is shown stays
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  asked?.abort();
  waiting = setTimeout(show, 400);
});

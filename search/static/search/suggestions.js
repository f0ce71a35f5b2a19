/* Proposals under a search field while one writes. Without this file the field and its button work all the same. */
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds without a key before asking
  const SHORTEST = 2; // letters; one sign is enough in Chinese
  const HAN = /[\u3400-\u9fff]/;

  document.querySelectorAll("input[data-suggestions]").forEach((field) => {
    const form = field.form;
    const list = document.createElement("ul");
    let timer = 0, asked = null, chosen = -1;
    list.className = "suggestions";
    list.id = `${field.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.label);
    // A combobox is a field of text: browsers and screen readers take "search" for something else.
    field.type = "text";
    field.inputMode = "search";
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
    const place = field.closest(".field") || form;
    place.classList.add("has-suggestions");
    place.append(list);

    const options = () => [...list.children];
    const forget = () => { clearTimeout(timer); asked?.abort(); asked = null; };
    const close = () => {
      forget();
      list.hidden = true;
      list.replaceChildren();
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const choose = (number) => {
      chosen = number;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
      const option = options()[number];
      if (option) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
      else field.removeAttribute("aria-activedescendant");
    };
    const show = (html) => {
      list.innerHTML = html; // made and escaped by our own server
      options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
      list.hidden = !options().length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      choose(-1);
    };
    const ask = async () => {
      const words = field.value.trim();
      const mine = asked = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(words)}`, { signal: mine.signal });
        const html = answer.ok ? await answer.text() : "";
        if (asked === mine) show(html); // a later question makes this answer late
      } catch { if (asked === mine) close(); } // the line is cut: the form is there
    };
    const go = (option) => { location.href = option.dataset.address; };

    field.addEventListener("input", () => {
      forget();
      const words = field.value.trim();
      if (words.length < SHORTEST && !HAN.test(words)) close();
      else timer = setTimeout(ask, PAUSE);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = options().length - 1;
      if (event.key === "Escape") {
        if (!list.hidden) { event.preventDefault(); event.stopPropagation(); close(); }
      } else if (list.hidden) return;
      else if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen >= last ? -1 : chosen + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? last : chosen - 1); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); go(options()[chosen]); }
      else if (event.key === "Tab") close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-address]");
      if (option) go(option);
    });
    field.addEventListener("blur", close);
    form.addEventListener("submit", close);
  });
})();

/* Whatever is written in a page's form bears the language and direction of the page: blocks and rich texts too,
   those added later included. The title's field, marked by the server, says which. A rich text also bears its label, which
   its editor leaves out. */
(() => {
  const WRITTEN = "input[type=text], input:not([type]), textarea, [contenteditable=true]";

  function mark(form, lang, dir) {
    for (const field of form.querySelectorAll(WRITTEN)) {
      if (field.closest("[role=combobox], [role=search], [data-no-language]")) continue;
      if (field.lang !== lang) field.lang = lang;
      if (field.dir !== dir) field.dir = dir;
      if (field.isContentEditable && !field.ariaLabel) field.ariaLabel = labelOf(field);
    }
  }

  function labelOf(field) {
    const around = field.closest("[data-field-wrapper], [data-contentpath], section");
    const label = around && around.querySelector("label, .w-field__label, h2");
    return label ? label.textContent.replace("*", "").trim() : document.title;
  }

  function begin() {
    const form = document.querySelector("[data-edit-form]");
    const title = form && form.querySelector("[name=title][lang]");
    if (!title) return;
    const { lang, dir } = title;
    const again = () => mark(form, lang, dir);
    again();
    new MutationObserver(again).observe(form, {
      childList: true, subtree: true, attributes: true, attributeFilter: ["contenteditable"],
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

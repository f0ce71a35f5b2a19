/* The square of the welcome letter brings the card's number and the code behind the #: write them in the form, then forget them. */
(() => {
  "use strict";
  const found = location.hash.match(/^#(\d{10})-([A-Z0-9]{4}-[A-Z0-9]{4})$/);
  if (!found) return;
  history.replaceState(null, "", location.pathname);
  document.querySelector("[name=number]").value = found[1];
  document.querySelector("[name=code]").value = found[2];
  document.querySelector("[name=password]").focus();
})();

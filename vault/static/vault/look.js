/* Back to the very page the paper was opened from: what was ticked there is still ticked. */
(() => {
  "use strict";
  const back = document.querySelector("[data-back]");
  back?.addEventListener("click", (event) => {
    if (document.referrer !== back.href || history.length < 2) return;
    event.preventDefault();
    history.back();
  });
})();

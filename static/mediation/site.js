/* Comfort only: every page works without it. */
(function () {
  "use strict";
  // A form is sent once; going back to the page makes it usable again.
  document.addEventListener("submit", function (event) {
    var form = event.target, pressed = event.submitter;
    if (!form.matches("[data-once]") || (pressed && pressed.formTarget)) return;
    if (pressed && pressed.name) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (pressed) pressed.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  // The list of faults takes the focus, so that it is read first.
  var faults = document.getElementById("faults");
  if (faults) faults.focus();
  // The preview follows what is typed.
  var timer;
  document.addEventListener("input", function (event) {
    var button = event.target.form && event.target.form.querySelector("[data-preview]");
    if (!button) return;
    clearTimeout(timer);
    timer = setTimeout(function () { event.target.form.requestSubmit(button); }, 700);
  });
})();

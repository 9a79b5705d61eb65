/* Comfort only: every page works without it. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  // One tick for all rows of the page.
  document.addEventListener("change", function (event) {
    var name = event.target.dataset.tickAll, form = event.target.form;
    if (!name || !form) return;
    form.querySelectorAll("input[name=" + name + "]").forEach(function (box) { box.checked = event.target.checked; });
  });
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
  // What a slip's square code holds behind # fills in the two lines, and leaves the address again.
  var number = document.getElementById("id_number"), code = document.getElementById("id_code");
  var held = /^#([^/]+)\/([^/]+)$/.exec(location.hash);
  if (number && code && held && !number.value) {
    number.value = decodeURIComponent(held[1]);
    code.value = decodeURIComponent(held[2]);
    history.replaceState(null, "", location.pathname);
  }
  // The list of faults takes the focus, so that it is read first.
  var faults = document.getElementById("faults");
  if (faults) faults.focus();
  // A standard phrase goes to where the cursor was last.
  var writing = null;
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("textarea, form input:not([type]), form input[type=text]")) writing = event.target;
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    if (!button) return;
    if (!writing || writing.form !== button.closest("form")) writing = button.closest("form").querySelector("textarea");
    if (!writing) return;
    writing.focus();
    writing.setRangeText(button.dataset.insert, writing.selectionStart, writing.selectionEnd, "end");
    writing.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // What is typed into a draft is kept by htmx; the last words are sent when the page goes away unsaved.
  var kept = document.getElementById("kept"), unsaved = null;
  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.dataset.keep) unsaved = event.target.form;
  });
  document.addEventListener("submit", function (event) {
    if (event.target === unsaved && !(event.submitter && event.submitter.formTarget)) unsaved = null;
  });
  window.addEventListener("pagehide", function () {
    if (unsaved && navigator.sendBeacon) navigator.sendBeacon(unsaved.dataset.keep, new FormData(unsaved));
  });
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (kept && event.target === kept) kept.textContent = kept.dataset.lost;
    });
  });
  // What was restored is shown in the preview at once.
  var restored = document.querySelector("form[data-preview-now]");
  if (restored) restored.requestSubmit(restored.querySelector("[data-preview]"));
  // The preview follows what is typed.
  var timer;
  document.addEventListener("input", function (event) {
    var button = event.target.form && event.target.form.querySelector("[data-preview]");
    if (!button) return;
    clearTimeout(timer);
    timer = setTimeout(function () { event.target.form.requestSubmit(button); }, 700);
  });
})();

// A slip is printed from its page; without a script the browser's own menu prints it.
document.addEventListener("click", (event) => {
  if (event.target.closest && event.target.closest("[data-print]")) window.print();
});

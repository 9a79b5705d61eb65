/* Large keys for who does not type; a page that goes back by itself; a line that is asked for again. Without it all works as forms do. */
(() => {
  "use strict";
  const pad = document.querySelector("[data-keypad]"), form = pad && pad.closest("form");
  const fields = form ? [...form.querySelectorAll("input.digits")] : [];
  let at = fields[0];
  if (at) {
    const to = field => {
      at = field;
      fields.forEach(one => one.classList.toggle("at", one === at));
    };
    // The keys of the page serve; the device's own would cover them.
    fields.forEach(field => {
      field.setAttribute("inputmode", "none");
      field.addEventListener("focus", () => to(field));
    });
    const key = (label, press, kind) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.className = `btn btn-quiet key ${kind || ""}`;
      button.addEventListener("click", () => { press(); at.focus(); });
      pad.append(button);
    };
    for (const digit of "123456789") key(digit, () => { at.value += digit; });
    key(pad.dataset.erase, () => { at.value = at.value.slice(0, -1); }, "word");
    key("0", () => { at.value += "0"; });
    if (pad.dataset.next) key(pad.dataset.next, () => to(fields[(fields.indexOf(at) + 1) % fields.length]), "word");
    to(at);
    at.focus();
  }
  const over = document.querySelector("[data-back-after]");
  if (over) setTimeout(() => location.replace(over.dataset.backTo), 1000 * over.dataset.backAfter);
  const watched = document.querySelector("[data-watched]");
  const ask = () => fetch(watched.dataset.watched, { headers: { Accept: "text/html" } })
    .then(answer => (answer.ok ? answer.text() : ""))
    .then(text => { if (text && text.trim() !== watched.innerHTML.trim()) watched.innerHTML = text; })
    .catch(() => {});
  if (watched) setInterval(ask, 3000);
})();

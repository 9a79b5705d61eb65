/* The calendar beside a field for a day, and the day of the week beside what is typed. Comfort only: the field
   takes what is typed without it, and the server reads the same forms (mediation/web/forms/days.py). */
(function () {
  "use strict";
  var box = document.getElementById("calendar");
  if (!box || !box.showModal) return;
  var body = box.querySelector("tbody"), head = box.querySelector("h2");
  var week = Array.from(box.querySelectorAll("th"), function (th) { return th.abbr; });
  var field = null, opener = null, shown = null;
  var WRITTEN = /^(?:(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d\d)(\d\d)|(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?)(?=$|[T\s]|[^\d.\/-])/;
  function day(y, m, d) { // Days are counted in UTC: no summer time makes one of 23 hours.
    var found = new Date(Date.UTC(y, m - 1, d));
    return y >= 1949 && y <= 2100 && found.getUTCMonth() === m - 1 && found.getUTCDate() === d ? found : null;
  }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function iso(d) { return d.getUTCFullYear() + "-" + two(d.getUTCMonth() + 1) + "-" + two(d.getUTCDate()); }
  function weekday(d) { return week[(d.getUTCDay() + 6) % 7]; }
  function today() { return read(box.dataset.today).day; }
  function figures(run) { // 二〇二六, 十二
    var parts = run.replace(/零/g, "〇").split("十").map(function (some) {
      return some.replace(/./g, function (c) { return "〇一二三四五六七八九".indexOf(c); });
    });
    return parts.length > 1 ? (parts[0] || "1") + (parts[1] || "0") : parts[0];
  }
  function read(typed) { // {day, rest}: what is written after the day is the time of it
    var plain = typed.normalize("NFKC").trim().replace(/[〇零一二三四五六七八九十]+/g, figures);
    var word = /^([前昨今明])天(.*)$/.exec(plain);
    if (word) return { day: new Date(+today() + ("前昨今明".indexOf(word[1]) - 2) * 864e5), rest: word[2].trim() };
    var found = WRITTEN.exec(plain);
    if (!found) return null;
    var y = found[1] || found[4] || (box.dataset.today || "").slice(0, 4);
    var its = day(+y, +(found[2] || found[5] || found[7]), +(found[3] || found[6] || found[8]));
    return its && { day: its, rest: plain.slice(found[0].length).replace(/^T|^\s+/, "").trim() };
  }
  function tell(input) {
    var said = input.parentNode.querySelector(".weekday"), found = read(input.value);
    if (said) said.textContent = found ? weekday(found.day) : "";
  }
  function write(input, d, rest) {
    input.value = iso(d) + (rest ? " " + rest : "");
    tell(input);
  }
  function draw(d, focus) {
    shown = d;
    var y = d.getUTCFullYear(), m = d.getUTCMonth(), chosen = field && read(field.value);
    head.textContent = box.dataset.month.replace("Y", y).replace("M", m + 1);
    body.textContent = "";
    var first = new Date(Date.UTC(y, m, 1)), one = new Date(Date.UTC(y, m, 1 - (first.getUTCDay() + 6) % 7)), row;
    while (one.getUTCMonth() === m || one < first || (one.getUTCDay() + 6) % 7) {
      if ((one.getUTCDay() + 6) % 7 === 0) row = body.insertRow();
      var cell = row.insertCell();
      if (one.getUTCMonth() === m) cell.append(button(one, chosen && chosen.day));
      one = new Date(+one + 864e5);
    }
    if (focus) body.querySelector("[tabindex='0']").focus();
  }
  function button(d, chosen) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = d.getUTCDate();
    made.dataset.day = iso(d);
    made.tabIndex = iso(d) === iso(shown) ? 0 : -1;
    made.setAttribute("aria-label", iso(d) + " " + weekday(d));
    if (iso(d) === box.dataset.today) made.setAttribute("aria-current", "date");
    if (chosen && iso(d) === iso(chosen)) made.setAttribute("aria-pressed", "true");
    return made;
  }
  function moved(months) { // the same day of another month, or its last one
    var y = shown.getUTCFullYear(), m = shown.getUTCMonth() + months;
    var last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
    return new Date(Date.UTC(y, m, Math.min(shown.getUTCDate(), last)));
  }
  function go(d, focus) { if (d.getUTCFullYear() >= 1949 && d.getUTCFullYear() <= 2100) draw(d, focus); }
  function place() { // beside its field where there is room, else in the middle
    var at = opener.getBoundingClientRect(), size = box.getBoundingClientRect();
    if (window.innerWidth < 480) { box.style.left = box.style.top = ""; box.classList.add("middle"); return; }
    box.classList.remove("middle");
    box.style.left = Math.max(8, Math.min(at.right - size.width, window.innerWidth - size.width - 8)) + "px";
    var below = at.bottom + 4;
    box.style.top = (below + size.height < window.innerHeight ? below : Math.max(8, at.top - size.height - 4)) + "px";
  }
  function pick(d) {
    var moment = field.dataset.dayIn === "moment", known = read(field.value);
    write(field, d, moment ? (known && known.rest) || "09:00" : "");
    box.close();
    ["input", "change"].forEach(function (name) { field.dispatchEvent(new Event(name, { bubbles: true })); });
    if (moment) { field.focus(); field.setSelectionRange(11, field.value.length); }
  }
  document.addEventListener("click", function (event) {
    opener = event.target.closest("[data-calendar]") || opener;
    if (!event.target.closest("[data-calendar]")) return;
    field = opener.parentNode.querySelector("input");
    var known = read(field.value);
    box.showModal();
    draw(known ? known.day : today(), true);
    place();
  });
  box.addEventListener("click", function (event) {
    var on = event.target.closest("button");
    if (!on) { if (event.target === box) box.close(); return; }
    if (on.dataset.move) go(moved(+on.dataset.move), false);
    else if (on.dataset.day) pick(read(on.dataset.day).day);
    else if ("pickToday" in on.dataset) pick(today());
    else box.close();
  });
  box.addEventListener("close", function () { if (opener) opener.focus(); });
  body.addEventListener("keydown", function (event) {
    var days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7,
                 Home: -((shown.getUTCDay() + 6) % 7), End: 6 - (shown.getUTCDay() + 6) % 7 }[event.key];
    var months = { PageUp: -1, PageDown: 1 }[event.key];
    if (days === undefined && !months) return;
    event.preventDefault();
    go(months ? moved(months * (event.shiftKey ? 12 : 1)) : new Date(+shown + days * 864e5), true);
  });
  // What was typed is shown as it is understood, with its day of the week.
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-day-in]")) return;
    var found = read(event.target.value);
    if (found) write(event.target, found.day, found.rest); else tell(event.target);
  });
  function tellAll() { document.querySelectorAll("[data-day-in]").forEach(tell); }
  document.addEventListener("htmx:afterSwap", tellAll);
  window.addEventListener("pageshow", tellAll);
  tellAll();
})();

/* The hall screen: asks each second what stands on it, and shows nothing rather than something old when nobody answers. */
(() => {
  "use strict";
  const screen = document.getElementById("screen"), given = document.getElementById("screen-now");
  if (!screen || !given) return;
  const stage = document.getElementById("stage"), words = document.getElementById("words"), note = document.getElementById("note");
  const say = screen.dataset;
  const EACH = 1000, CUT = 5000, ASLEEP = 20 * 60 * 1000;
  let shown = null, mark = "", now = JSON.parse(given.textContent), covered = false, heard = Date.now(), lit = Date.now(), asking = false;

  function draw(text) {
    const all = JSON.stringify([now, covered, text]);
    if (all === shown) return; // else it would be read out each second
    shown = all;
    const dark = covered || !now.lit || !!text;
    screen.classList.toggle("dark", dark);
    screen.classList.toggle("covered", covered);
    note.textContent = text || (now.lit || covered ? "" : say.off);
    stage.textContent = dark ? "" : now.stage;
    words.replaceChildren();
    if (dark) return;
    for (const line of now.lines) {
      const one = document.createElement("p"), who = document.createElement("b");
      who.textContent = line.speaker;
      one.append(who, line.text);
      words.append(one);
    }
    if (now.recess) {
      const one = document.createElement("p");
      one.className = "pause";
      one.textContent = say.recess;
      words.append(one);
    }
    // What does not fit whole is left out; the newest stands even where it is longer than the screen.
    const top = words.getBoundingClientRect().top;
    while (words.children.length > 1 && words.firstElementChild.getBoundingClientRect().top < top) words.firstElementChild.remove();
  }
  async function ask() {
    if (asking || Date.now() - lit > ASLEEP) return;
    asking = true;
    let text = "";
    try {
      const waits = new AbortController(), timer = setTimeout(() => waits.abort(), CUT);
      const answer = await fetch(say.url, { headers: { Accept: "application/json", ...(mark && { "If-None-Match": mark }) }, redirect: "manual", signal: waits.signal });
      clearTimeout(timer);
      if (answer.status === 200) {
        now = await answer.json();
        mark = answer.headers.get("ETag") || "";
      } else if (answer.status !== 304) throw new Error("shut");
      heard = Date.now();
      if (now.lit) lit = heard;
      if (heard - lit > ASLEEP) text = say.asleep;
    } catch (fault) {
      if (Date.now() - heard < CUT) { asking = false; return; }
      now = { lit: false };
      mark = "";
      text = say.cut;
    }
    asking = false;
    draw(text);
  }
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (Date.now() - lit > ASLEEP) { lit = Date.now(); ask(); return; }
    if (event.key === " " || event.key.toLowerCase() === "b") { event.preventDefault(); covered = !covered; draw(""); }
  });
  draw("");
  ask();
  setInterval(ask, EACH);
})();

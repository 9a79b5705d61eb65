/* The page of a hearing, for whoever types while people speak. Every line lies in the browser's own storage until the server
   has kept it, and goes there once by its key. Without this script the same page works by plain forms. */
(() => {
  "use strict";
  const given = document.getElementById("sitting-known"), list = document.getElementById("said");
  if (!given || !list || !window.fetch) return;
  const known = JSON.parse(given.textContent), form = document.getElementById("write");
  const words = document.getElementById("words"), kept = document.getElementById("kept"), lost = document.getElementById("lost");
  const say = kept ? kept.dataset : {}, partName = Object.fromEntries(known.parts.map(part => [part.code, part.name]));
  const EACH = 2000, AT_ONCE = 50, UNTOUCHED = 20 * 60 * 1000;
  let token = known.token, phase = known.phase || known.parts[0].code, last = 0, busy = false, again = false;
  let picked = false, touched = Date.now(), count = 0, correcting = null, about = null, askedBy = "";
  const rows = new Map(), lines = new Map();

  // What is not kept by the server yet; in this window's memory where the browser has no storage.
  const mine = `sitting/${known.hearing}/${known.user}/`, memory = new Map();
  let storage = memory;
  try {
    localStorage.setItem(mine + "tried", "1");
    localStorage.removeItem(mine + "tried");
    storage = { set: (name, value) => localStorage.setItem(name, value), get: name => localStorage.getItem(name),
                delete: name => localStorage.removeItem(name), keys: () => Object.keys(localStorage) };
  } catch (fault) { /* private window, or full: memory serves */ }
  function put(name, value) {
    try { storage.set(mine + name, JSON.stringify(value)); } catch (fault) { memory.set(mine + name, JSON.stringify(value)); }
  }
  function waiting(kind) {
    const names = new Set([...storage.keys(), ...memory.keys()].filter(name => name.startsWith(mine + kind)));
    return [...names].sort().map(name => ({ name, item: JSON.parse(storage.get(name) || memory.get(name)) }));
  }
  function drop(name) { storage.delete(name); memory.delete(name); }
  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function queue(item) {
    const key = newKey();
    put(`out/${String(Date.now()).padStart(15, "0")}-${String(count++).padStart(5, "0")}-${key}`, { key, at: new Date().toISOString(), ...item });
    draw();
    send();
  }

  // The record
  function made(name, text, kind) {
    const one = document.createElement(kind || "span");
    one.className = name;
    one.textContent = text;
    return one;
  }
  function take(found) {
    for (const row of found) {
      rows.set(row.no, row);
      last = Math.max(last, row.no);
      if (!lines.has(row.line)) lines.set(row.line, new Set());
      lines.get(row.line).add(row.no);
      drawLine(row.line);
    }
    if (found.length) list.querySelectorAll("li.empty").forEach(one => one.remove());
  }
  function entry(row, line, twice) {
    const one = document.createElement("li"), gone = row.kind === "said" && !row.text;
    one.className = `entry ${row.kind}${gone ? " gone" : ""}${twice ? " twice" : ""}`;
    one.dataset.line = line;
    one.dataset.phase = row.phase;
    one.append(made("soft small at", row.at));
    if (row.kind !== "said") {
      one.append(made("text", row.speaker + row.kind_name + (row.kind === "stage" ? "：" + row.phase_name : "") + (row.text ? "　" + row.text : "")));
      return one;
    }
    one.append(made("speaker", row.speaker), made("text pre", gone ? say.gone || "" : row.text));
    one.append(made("soft small where", row.phase_name));
    one.append(made("soft small", [row.asked_by && row.asked_by + say.by, row.about].filter(Boolean).join("　")));
    if (twice) one.append(made("small", row.by + say.two, "strong"));
    return one;
  }
  function drawLine(line) {
    const every = [...lines.get(line)].map(no => rows.get(no)), struck = new Set(every.map(row => row.strikes));
    const stand = every.filter(row => !struck.has(row.no)), worded = stand.filter(row => row.text || row.kind !== "said");
    const shown = worded.length ? worded : stand.slice(0, 1), twice = worded.length > 1 && worded[0].kind === "said";
    const drawn = shown.map(row => {
      const one = entry(row, line, twice);
      if (row.kind !== "said") return one;
      every.filter(old => struck.has(old.no)).forEach(old => one.append(made("soft small", `${old.speaker}：${old.text}（${old.phase_name}）`, "del")));
      if (known.open && form) {
        const edit = made("small edit", say.edit, "a");
        edit.href = `?edit=${line}#write`;
        edit.dataset.key = row.key;
        one.append(edit);
      }
      return one;
    });
    const here = [...list.querySelectorAll(`[data-line="${line}"]`)];
    if (here.length) here[0].before(...drawn);
    else {
      const after = [...list.querySelectorAll("[data-line]")].find(one => +one.dataset.line > line) || list.querySelector(".pending");
      after ? after.before(...drawn) : list.append(...drawn);
    }
    here.forEach(one => one.remove());
    let before = "";
    for (const one of list.querySelectorAll("[data-phase]")) {
      one.classList.toggle("first", one.dataset.phase !== before);
      before = one.dataset.phase;
    }
    if (!here.length) drawn[drawn.length - 1].scrollIntoView({ block: "nearest" });
  }
  function draw() {
    list.querySelectorAll(".pending").forEach(one => one.remove());
    const out = waiting("out/");
    for (const { item } of out) {
      const one = document.createElement("li");
      one.className = "entry pending";
      one.append(made("soft small at", new Date(item.at).toTimeString().slice(0, 5)));
      if (item.kind === "stage") one.append(made("text", partName[item.phase]));
      else one.append(made("speaker", item.speaker), made("text pre", item.text), made("soft small", partName[item.phase]));
      list.append(one);
    }
    if (out.length) list.lastElementChild.scrollIntoView({ block: "nearest" });
    if (kept) kept.textContent = out.length ? `${out.length}${say.waiting}` : say.kept;
  }

  // To the server and back
  function trouble(text, link) {
    if (!lost) return;
    lost.hidden = !text;
    lost.textContent = text || "";
    if (link) {
      const door = made("", say.door, "a");
      door.href = link;
      door.target = "_blank";
      lost.append("　", door);
    }
  }
  async function ask(options) {
    const address = `${known.url}?after=${last}`;
    let answer;
    try { answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual", ...options }); }
    catch (fault) { return { away: true }; }
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (json) {
      try { return { status: answer.status, told: await answer.json() }; } catch (fault) { return { away: true }; }
    }
    return answer.status >= 500 ? { away: true } : { out: true };
  }
  function hear(told) {
    token = told.token;
    known.open = told.open;
    const moved = told.state !== known.state || told.phase !== known.phase;
    known.state = told.state;
    known.phase = told.phase;
    take(told.rows);
    if (!waiting("out/").some(({ item }) => item.kind === "stage")) mark(told.phase || phase);
    if (moved) refresh();
  }
  function judge(answer) {
    if (answer.away) trouble(`${say.lost || ""}${waiting("out/").length ? say.local : ""}`);
    else if (answer.out) trouble(say.out || "", known.sign_in);
    else if (answer.status === 409) trouble(say.other + answer.told.other);
    else trouble("");
    return answer.status === 200;
  }
  async function send() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      for (let turn = 0; turn < 100; turn++) {
        const out = waiting("out/").slice(0, AT_ONCE);
        if (!out.length) break;
        const body = JSON.stringify({ user: known.user, after: last, items: out.map(one => one.item) });
        let answer = await ask({ method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token } });
        if (answer.out) { // signed out, or signed in anew with another token
          const looked = await ask({});
          if (looked.status !== 200 || looked.told.token === token) { judge(looked.status === 200 ? answer : looked); break; }
          token = looked.told.token;
          continue;
        }
        if (!judge(answer)) break;
        const done = new Set(answer.told.stored);
        for (const { name, item } of out) {
          if (item.key in answer.told.refused) put(`not/${item.key}`, { ...item, why: answer.told.refused[item.key] });
          if (done.has(item.key) || item.key in answer.told.refused) drop(name);
        }
        hear(answer.told);
        draw();
        tellRefused();
      }
    } finally {
      busy = false;
    }
    if (again) { again = false; send(); }
  }
  async function look() {
    if (waiting("out/").length) return send();
    if (document.hidden || Date.now() - touched > UNTOUCHED) return;
    const answer = await ask({});
    if (judge(answer)) hear(answer.told);
  }
  function tellRefused() {
    document.querySelectorAll(".refused-entry").forEach(one => one.remove());
    for (const { name, item } of waiting("not/")) {
      const one = made("told stop refused-entry", `${say.refused}${item.why}　${item.speaker || ""}：${item.text || partName[item.phase]}`, "div");
      const gone = made("btn btn-quiet btn-sm", "×", "button");
      gone.type = "button";
      gone.addEventListener("click", () => { drop(name); one.remove(); });
      one.append(gone);
      lost.after(one);
    }
  }

  // The line in which one types
  const boxes = () => form ? [...form.querySelectorAll("input[name=speaker]")] : [];
  function speaker() {
    const other = form.elements.other.value.trim(), on = boxes().find(box => box.checked);
    return other || (on ? on.value : "");
  }
  function pick(no) {
    const box = boxes()[no - 1];
    if (!box) return false;
    box.checked = true;
    form.elements.other.value = "";
    picked = true;
    hold();
    return true;
  }
  function usual() { // the organ's words for this part, from whoever presides
    const said = (known.words || {})[phase];
    if (!said || correcting || words.value.trim()) return false;
    pick(1);
    words.value = said;
    hold();
    words.focus();
    return true;
  }
  function hold() { put("draft", { text: words.value, speaker: speaker(), correcting, about, askedBy }); }
  function store() {
    const text = words.value.trim();
    if (!text && !correcting) return;
    if (!speaker()) { boxes()[0] && boxes()[0].focus(); return; }
    const item = { phase: correcting ? correcting.phase : phase, speaker: speaker(), text };
    if (correcting) Object.assign(item, { strikes: correcting.key, asked_by: askedBy });
    if (about) item.about = about.pk;
    words.value = "";
    picked = false;
    correct(null);
    speakOf(null);
    queue(item);
    hold();
    words.focus();
  }
  function correct(row) {
    const mode = document.getElementById("mode");
    correcting = row;
    mode.hidden = !row;
    mode.textContent = "";
    askedBy = "";
    if (!row) return;
    mode.append(say.editing + row.speaker + "：" + row.text);
    const asked = document.createElement("input"), parts = document.createElement("select");
    asked.placeholder = asked.ariaLabel = say.asked;
    asked.className = "form-control form-control-sm";
    asked.addEventListener("input", () => { askedBy = asked.value; hold(); });
    asked.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); store(); } });
    known.parts.forEach(part => parts.add(new Option(part.name, part.code, false, part.code === row.phase)));
    parts.className = "form-select form-select-sm";
    parts.addEventListener("change", () => { correcting = { ...correcting, phase: parts.value }; hold(); });
    mode.append(parts, asked);
  }
  function speakOf(one) {
    about = one;
    document.querySelectorAll("[data-about]").forEach(button => button.setAttribute("aria-pressed", String(!!one && +button.dataset.about === one.pk)));
  }
  if (form) {
    words.addEventListener("keydown", event => {
      touched = Date.now();
      if (event.isComposing || event.keyCode === 229) return;
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); store(); }
      else if (event.altKey && digit) { event.preventDefault(); store(); pick(+digit[1]); }
      else if (event.key === "0" && !event.altKey && !event.ctrlKey && !words.value && usual()) event.preventDefault();
      else if (/^[1-9]$/.test(event.key) && !words.value && !picked && pick(+event.key)) event.preventDefault();
      else if (event.key === "Escape" && correcting) { words.value = ""; correct(null); hold(); }
    });
    form.addEventListener("input", hold);
    form.addEventListener("submit", event => { event.preventDefault(); store(); });
    // A correction begun without a script goes on with it.
    const begun = form.elements.strikes.value;
    take(known.rows);
    const draft = waiting("draft")[0];
    const held = [...rows.values()].find(row => row.key === begun) || (draft && draft.item.correcting);
    if (held) correct(held);
    if (draft && !words.value) {
      words.value = draft.item.text;
      const box = boxes().find(one => one.value === draft.item.speaker);
      if (box) box.checked = true;
      else if (draft.item.speaker) form.elements.other.value = draft.item.speaker;
    }
    if (!speaker() && boxes().length) boxes()[0].checked = true;
    words.focus({ preventScroll: true });
  } else take(known.rows);

  // Parts, people, evidence
  function mark(code) {
    phase = code;
    document.querySelectorAll("#strip [data-part]").forEach(one => {
      one.dataset.part === code ? one.setAttribute("aria-current", "step") : one.removeAttribute("aria-current");
    });
  }
  function enter(code, why) { mark(code); queue({ kind: "stage", phase: code, why }); if (words) words.focus(); }
  function swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    if (!!fresh.getElementById("write") !== !!form) { location.reload(); return; }
    ["people", "file", "speakers", "standing"].forEach(id => {
      const now = document.getElementById(id), then = fresh.getElementById(id);
      if (!now || !then) return;
      const chosen = id === "speakers" ? speaker() : "";
      now.innerHTML = then.innerHTML;
      if (chosen) { const box = boxes().find(one => one.value === chosen); if (box) box.checked = true; else form.elements.other.value = chosen; }
    });
    trouble([...fresh.querySelectorAll("main > .told")].map(one => one.textContent.trim()).join(" "));
    mark(phase);
  }
  async function refresh() {
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (answer.ok) swap(await answer.text());
    } catch (fault) { /* the next look tells */ }
  }
  document.addEventListener("submit", async event => {
    const tapped = event.target;
    if (form && tapped.matches("[data-part-form]")) {
      event.preventDefault();
      enter(tapped.elements.phase.value);
    } else if (tapped.matches("[data-tap]")) {
      event.preventDefault();
      touched = Date.now();
      const told = new FormData(tapped);
      if (event.submitter && event.submitter.name) told.set(event.submitter.name, event.submitter.value);
      told.set("csrfmiddlewaretoken", token);
      try {
        const answer = await fetch(tapped.action, { method: "POST", body: told });
        if (answer.redirected && answer.url.includes(known.sign_in)) trouble(say.out || "", known.sign_in);
        else if (answer.ok) swap(await answer.text());
        else trouble(answer.status === 403 ? say.out || "" : say.lost || "", answer.status === 403 ? known.sign_in : "");
        look();
      } catch (fault) { trouble(say.lost || ""); }
    }
  });
  document.addEventListener("keydown", event => { // one key makes the hall screen dark
    if (!event.altKey || !/^(?:Digit|Numpad)0$/.test(event.code)) return;
    const dark = document.querySelector('[data-tap] [name=step][value=blank_screen]');
    if (!dark) return;
    event.preventDefault();
    dark.form.requestSubmit();
  });
  document.addEventListener("click", event => {
    const back = event.target.closest("[data-back]"), edit = event.target.closest("#said a[data-key]"), piece = event.target.closest("[data-about]");
    if (form && event.target.closest("[data-words]")) {
      event.preventDefault();
      usual();
    } else if (form && back) {
      event.preventDefault();
      const why = window.prompt(say.why);
      if (why && why.trim()) enter(back.dataset.back, why.trim());
    } else if (form && edit) {
      event.preventDefault();
      const row = [...rows.values()].find(one => one.key === edit.dataset.key);
      words.value = row.text;
      const box = boxes().find(one => one.value === row.speaker);
      if (box) { box.checked = true; form.elements.other.value = ""; } else form.elements.other.value = row.speaker;
      correct(row);
      picked = true;
      words.focus();
    } else if (form && piece) {
      speakOf(about && about.pk === +piece.dataset.about ? null : { pk: +piece.dataset.about });
      words.focus();
    }
  });
  draw();
  tellRefused();
  send();
  setInterval(look, EACH);
  addEventListener("online", send);
})();

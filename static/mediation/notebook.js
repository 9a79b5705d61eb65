/* The notebook of a mediator. What is typed and not yet stored lies in this browser under a key that no script can take out of
   it, and is wiped once the server has it. Without this script, or where the browser has no such keys, the form works alone. */
(() => {
  "use strict";
  const form = document.getElementById("note"), words = document.getElementById("words"), draft = document.getElementById("draft");
  if (!form) return;
  form.addEventListener("keydown", event => {
    const button = event.altKey && form.querySelector(`[data-digit="${event.key}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  if (!window.crypto || !crypto.subtle || !window.indexedDB) return;
  const of = form.dataset.of, key = form.elements.key, EACH = 400, LONG = 7 * 24 * 3600 * 1000;

  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("notebook", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore("keys"); asked.result.createObjectStore("drafts"); };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  async function ask(store, mode, act) {
    const base = await opened;
    return new Promise((done, failed) => {
      const asked = act(base.transaction(store, mode).objectStore(store));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }
  async function secret() {
    const found = await ask("keys", "readonly", store => store.get("draft"));
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await ask("keys", "readwrite", store => store.put(made, "draft"));
    return made;
  }
  const wipe = () => ask("drafts", "readwrite", store => store.delete(of));

  let waiting = 0, last = Promise.resolve();
  async function hold() {
    if (!words.value) return wipe();
    const iv = crypto.getRandomValues(new Uint8Array(12)), plain = new TextEncoder().encode(words.value);
    const kept = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret(), plain);
    await ask("drafts", "readwrite", store => store.put({ iv, kept, key: key.value, at: Date.now() }, of));
    draft.textContent = draft.dataset.held;
  }
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { last = last.then(hold).catch(() => {}); }, EACH);
  });

  (async () => {
    const found = await ask("drafts", "readonly", store => store.get(of));
    if (!found) return;
    if (found.key === form.dataset.kept || Date.now() - found.at > LONG) return wipe();
    if (words.value) return undefined;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, await secret(), found.kept);
    words.value = new TextDecoder().decode(plain);
    key.value = found.key;
    draft.textContent = draft.dataset.held;
    return undefined;
  })().catch(wipe);
})();

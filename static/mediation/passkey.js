/* Asks the browser for a passkey, and sends its answer with the form. Without this script a code of an app or a printed one serves. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]"), asked = document.getElementById("passkey-asked");
  if (!form || !asked) return;
  const told = form.querySelector("[data-told]");
  if (!window.PublicKeyCredential) {
    told.hidden = false;
    return;
  }
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), ch => ch.charCodeAt(0));
  const text = held => btoa(String.fromCharCode(...new Uint8Array(held)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));
  function question() {
    const told = JSON.parse(asked.textContent);
    told.challenge = bytes(told.challenge);
    if (told.user) told.user = { ...told.user, id: bytes(told.user.id) };
    told.excludeCredentials = keys(told.excludeCredentials);
    if (told.allowCredentials) told.allowCredentials = keys(told.allowCredentials);
    return { publicKey: told };
  }
  function answer(made) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} });
  }
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    told.hidden = true;
    try {
      const made = form.dataset.passkey === "new"
        ? await navigator.credentials.create(question()) : await navigator.credentials.get(question());
      form.elements.credential.value = answer(made);
      form.submit();
    } catch {
      told.hidden = false;
    }
  });
})();

// Lets a form be answered with the device's own lock (WebAuthn): before the form is sent, the
// server says what to sign and the device signs it. Where the browser cannot, the form stays
// hidden; codes and passphrases work without any of this.
"use strict";

for (const box of document.querySelectorAll("[data-passkey]")) {
  const api = window.PublicKeyCredential;
  const form = box.querySelector("form");
  const error = box.querySelector("[data-passkey-error]");
  if (!api?.parseCreationOptionsFromJSON || !form) continue;
  box.hidden = false;

  const say = (text) => {
    error.textContent = text;
    error.hidden = !text;
  };

  const sign = async () => {
    const answer = await fetch(box.dataset.begin, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.errors?.[0]?.message || told.detail || told.title);
    const credential =
      box.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: api.parseCreationOptionsFromJSON(told.options) })
        : await navigator.credentials.get({ publicKey: api.parseRequestOptionsFromJSON(told.options) });
    form.elements.ceremony.value = told.id;
    form.elements.credential.value = JSON.stringify(credential.toJSON());
  };

  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return; // signed: it is sent
    event.preventDefault();
    const submit = form.querySelector('[type="submit"]');
    if (submit.disabled) return;
    submit.disabled = true;
    say("");
    try {
      await sign();
      form.submit();
    } catch (why) {
      // The device says nothing that helps: whoever changed their mind knows it.
      say(why instanceof DOMException ? box.dataset.refused : why.message);
      submit.disabled = false;
    }
  });
}

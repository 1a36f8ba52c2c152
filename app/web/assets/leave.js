// Leaving: what waits here is sent first. What cannot be sent can be taken as a closed file, which relevo alone
// opens (/answers); then everything is wiped. Without a script the form logs out as it is.
"use strict";

self.leave = (() => {
  const prefix = "relevo.attempt.";
  const answers = () => Object.keys(localStorage).filter((name) => name.startsWith(prefix));

  // file gathers what waits as it lies here, sealed.
  const file = async () => {
    const records = answers().map((name) => ({ name: name.slice(prefix.length), ...JSON.parse(localStorage.getItem(name)) }));
    const there = indexedDB.databases ? await indexedDB.databases() : [];
    if (there.some((db) => db.name === "relevo.recordings")) {
      const db = await idb.openDB("relevo.recordings");
      for (const name of await db.getAllKeys("said")) records.push({ name, ...JSON.parse(vault.written(await db.get("said", name))) });
      db.close();
    }
    return new Blob([JSON.stringify({ relevo: "answers", version: 1, records })], { type: "application/json" });
  };
  const download = async () => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await file()), download: "respuestas.relevo" });
    document.body.append(link); // Firefox follows no link outside of the page
    link.click();
    link.remove();
  };
  document.querySelectorAll("[data-unsent-file]").forEach((button) => { button.onclick = download; });

  const dialog = document.querySelector("dialog[data-leaving]");
  const form = document.querySelector('form[action="/logout"]');
  if (!dialog || !form) return { download };
  const part = (name) => dialog.querySelector(`[data-leaving-${name}]`);

  const ask = (what) => vault.askWorker(what).catch(() => null);

  // bring sends what can be sent and tells whether something is left.
  const bring = async () => {
    await ask("send");
    if (answers().length && navigator.onLine) {
      try {
        if (!self.unsent) await import(vault.beside("unsent.js"));
        for (const attempt of unsent.attempts()) await unsent.sendAll(attempt);
      } catch {
        // no line: it is left
      }
    }
    const state = (await ask("state")) || { waiting: [], closed: 0 };
    return answers().length + state.waiting.length + state.closed > 0;
  };

  const logOut = () => HTMLFormElement.prototype.submit.call(form);
  const flag = "relevo.leave"; // wiped here, while the login is still open there

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    delete form.dataset.sent;
    if (await bring()) {
      part("file").hidden = !answers().length;
      dialog.showModal();
      return;
    }
    await vault.wipe();
    logOut();
  });
  part("file").onclick = async () => {
    await download();
    part("go").textContent = dialog.dataset.go;
    part("go").classList.remove("danger");
  };
  part("stay").onclick = () => dialog.close();
  part("go").onclick = async () => {
    await vault.wipe();
    localStorage.setItem(flag, "1");
    if (navigator.onLine && (await fetch("/healthz").catch(() => null))) return logOut();
    part("text").textContent = dialog.dataset.gone;
    dialog.querySelectorAll("button").forEach((button) => { button.hidden = true; });
  };
  const finish = () => {
    if (!localStorage.getItem(flag) || !navigator.onLine) return;
    localStorage.removeItem(flag);
    logOut();
  };
  window.addEventListener("online", finish);
  finish();
  return { download };
})();

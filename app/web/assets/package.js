// Plays a course package in a frame of another host, keeps on this device what that frame
// could not send yet, sealed, and says truthfully where things stand.
"use strict";

(() => {
  const box = document.querySelector("[data-player]");
  const frame = box.querySelector("iframe");
  const line = box.querySelector("[data-line]");
  const done = document.querySelector("[data-done]");
  const full = document.querySelector("[data-full]");
  const { origin, key } = box.dataset;
  const place = "relevo.package." + key;

  const say = (what) => {
    const text = box.dataset["said" + what] || "";
    if (line.textContent !== text) line.textContent = text;
    line.dataset.state = what.toLowerCase();
  };
  const tell = (message) => frame.contentWindow.postMessage({ relevo: "package", ...message }, origin);

  // One after another: what is kept last is what was said last.
  let turn = Promise.resolve();
  const inTurn = (work) => (turn = turn.then(work).catch(() => null)); // no room, or not allowed: the frame goes on trying
  const waiting = async () => {
    const text = localStorage.getItem(place);
    return text ? JSON.parse(await vault.openText(vault.readBack(text), place)) : null;
  };
  const keepHere = (pending) =>
    inTurn(async () => {
      const record = key && (await vault.seal(JSON.stringify(pending), place));
      if (record) localStorage.setItem(place, vault.written(record));
      return Boolean(record);
    });
  const forget = (visit, seq) =>
    inTurn(async () => {
      const pending = await waiting();
      if (pending && pending.visit === visit && pending.seq <= seq) localStorage.removeItem(place);
    });

  const hear = {
    ready() {
      inTurn(waiting).then((pending) => tell({ say: "begin", pending: key ? pending : null }));
    },
    playing() {
      clearTimeout(slow);
      say("");
    },
    keeping({ pending }) {
      keepHere(pending).then((here) => say(here ? "Keeping" : "Offline"));
    },
    kept({ visit, seq, done: through, newer }) {
      forget(visit, seq);
      say(newer ? "Newer" : "Kept");
      if (through && done && done.hidden) {
        done.hidden = false;
        done.scrollIntoView({ block: "nearest", behavior: "smooth" });
      }
    },
    failed({ status }) {
      say(status ? "Refused" : "Offline");
    },
  };
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (!message || message.relevo !== "package" || !Object.hasOwn(hear, message.say)) return;
    hear[message.say](message);
  });
  window.addEventListener("online", () => tell({ say: "again" }));

  if (full && frame.requestFullscreen) {
    full.hidden = false;
    full.onclick = () => frame.requestFullscreen();
  }
  say("Loading");
  const slow = setTimeout(() => say("Slow"), 20000);
  frame.src = frame.dataset.src;
})();

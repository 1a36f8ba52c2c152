// Plays a course package in a frame of another host, keeps on this device what that frame
// could not send yet, and says truthfully where things stand.
"use strict";

(() => {
  const box = document.querySelector("[data-player]");
  const frame = box.querySelector("iframe");
  const line = box.querySelector("[data-line]");
  const done = document.querySelector("[data-done]");
  const full = document.querySelector("[data-full]");
  const { origin, key } = box.dataset;
  const place = "relevo-package:" + key;

  const say = (what) => {
    const text = box.dataset["said" + what] || "";
    if (line.textContent !== text) line.textContent = text;
    line.dataset.state = what.toLowerCase();
  };
  const tell = (message) => frame.contentWindow.postMessage({ relevo: "package", ...message }, origin);

  const waiting = () => {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  };
  const keepHere = (pending) => {
    if (!key) return false;
    try {
      localStorage.setItem(place, JSON.stringify(pending));
      return true;
    } catch {
      return false; // no room, or not allowed: the frame goes on trying
    }
  };
  const forget = (visit, seq) => {
    const pending = waiting();
    if (pending && pending.visit === visit && pending.seq <= seq) localStorage.removeItem(place);
  };

  const hear = {
    ready() {
      tell({ say: "begin", pending: key ? waiting() : null });
    },
    playing() {
      clearTimeout(slow);
      say("");
    },
    keeping({ pending }) {
      keepHere(pending);
      say("Keeping");
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

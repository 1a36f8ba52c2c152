// The code on the wall: another each minute, from those that the page brought along, so that
// it goes on without a connection. Time is counted from the server's clock.
"use strict";

(() => {
  const full = document.querySelector("[data-full]");
  const whole = document.querySelector(".meeting-room");
  if (full && whole && whole.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => whole.requestFullscreen().catch(() => {}));
  }
  const room = document.querySelector("[data-codes]");
  if (!room) return;
  const codes = room.dataset.codes.split(" ");
  const bits = room.dataset.bits.split(" ");
  const side = Number(room.dataset.side);
  const from = Number(room.dataset.from);
  const loaded = performance.now();
  const now = () => Number(room.dataset.now) + performance.now() - loaded;
  const letters = room.querySelector("[data-letters]");
  const left = room.querySelector("[data-left]");
  const svg = room.querySelector("svg");
  const draw = (packed) => {
    const bytes = atob(packed);
    let path = "";
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const at = y * side + x;
        if (bytes.charCodeAt(at >> 3) & (128 >> (at & 7))) path += `M${x} ${y}h1v1h-1z`;
      }
    }
    svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
    svg.querySelector("path").setAttribute("d", path);
  };

  let shown = 0;
  left.hidden = false;
  const tick = () => {
    const at = Math.floor((now() - from) / 60000);
    if (at >= codes.length) {
      svg.style.visibility = "hidden";
      letters.textContent = "";
      left.hidden = true;
      room.querySelector("[data-changes]").hidden = true;
      room.querySelector("[data-over]").hidden = false;
      return;
    }
    if (at !== shown && at >= 0) {
      shown = at;
      const code = codes[at].toUpperCase();
      letters.textContent = `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}`;
      draw(bits[at]);
    }
    left.value = 60 - Math.floor(((now() - from) % 60000) / 1000);
    setTimeout(tick, 1000);
  };
  tick();

  const offline = room.querySelector("[data-offline]");
  const connection = () => {
    offline.hidden = navigator.onLine;
  };
  window.addEventListener("online", connection);
  window.addEventListener("offline", connection);
  connection();

  // The screen stays on while the code is shown, where the browser lets it.
  const wake = () => navigator.wakeLock && document.visibilityState === "visible" && navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", wake);
  wake();
})();

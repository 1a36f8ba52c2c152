// Comfort in a lesson: it remembers where one stopped, explains words where they stand and
// says the truth about notes that could not be saved. The page works without any of this.
"use strict";

(() => {
  const lesson = document.querySelector(".lesson[data-place-url]");
  const blocks = lesson ? [...lesson.querySelectorAll(".prose > [id^='b-']")] : [];

  // The block at the top of the screen, counted from 1; the last one once the end is seen.
  const place = () => {
    const at = blocks.findIndex((block) => block.getBoundingClientRect().bottom > 80);
    return at < 0 ? blocks.length : at + 1;
  };
  let kept = 0;
  const keep = () => {
    const now = place();
    if (!blocks.length || now === kept || (kept === 0 && now === 1)) return;
    kept = now;
    const body = new URLSearchParams({ place: now, _token: document.querySelector('meta[name="form-token"]').content });
    navigator.sendBeacon(lesson.dataset.placeUrl, body);
  };
  let rest;
  document.addEventListener("scroll", () => {
    clearTimeout(rest);
    rest = setTimeout(keep, 1500);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", keep);

  // A word of the glossary opens its explanation beneath its paragraph instead of leading away.
  document.addEventListener("click", (event) => {
    const term = event.target.closest("a.term");
    const entry = term && document.getElementById(term.hash.slice(1));
    if (!entry) return;
    event.preventDefault();
    const there = document.getElementById(term.id + "-said");
    term.setAttribute("aria-expanded", String(!there));
    if (there) return there.remove();
    const said = document.createElement("span");
    said.id = term.id + "-said";
    said.className = "term-said";
    said.setAttribute("role", "status");
    said.textContent = entry.querySelector("dt").textContent + ": " + entry.querySelector("dd").textContent;
    (term.closest("p, li, td") || term.parentElement).append(said);
  });

  // A note that is not saved yet must not look saved.
  const state = document.getElementById("note-state");
  const form = state && state.closest("form");
  const unsaved = () => {
    state.textContent = form.dataset.unsaved;
    state.classList.add("unsaved");
  };
  if (form) {
    form.addEventListener("input", unsaved);
    form.addEventListener("htmx:sendError", unsaved);
    form.addEventListener("htmx:responseError", unsaved);
    form.addEventListener("htmx:afterSwap", () => state.classList.remove("unsaved"));
  }
})();

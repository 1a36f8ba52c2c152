// Number keys for scoring: 1 to 9 chooses a level of the criterion one is at
// and goes on to the next. Everything works without.
"use strict";

(() => {
  const criteria = [...document.querySelectorAll("[data-criterion]")];
  if (!criteria.length) return;
  const form = criteria[0].closest("form");
  const hint = document.querySelector("[data-keys-hint]");
  if (hint) hint.hidden = false;
  criteria.forEach((criterion) =>
    criterion.querySelectorAll("input[data-key]").forEach((input) => {
      if (input.dataset.key) input.closest(".choice").querySelector("span").dataset.shortcut = input.dataset.key;
    }),
  );

  const answered = (criterion) => criterion.querySelector("input:checked") !== null;
  let now = Math.max(criteria.findIndex((criterion) => !answered(criterion)), 0);
  const mark = () => criteria.forEach((criterion, i) => criterion.classList.toggle("criterion-now", i === now));
  const goTo = (i) => {
    now = Math.min(Math.max(i, 0), criteria.length - 1);
    mark();
    const chosen = criteria[now].querySelector("input:checked") || criteria[now].querySelector("input");
    chosen.focus({ preventScroll: true });
    criteria[now].scrollIntoView({ block: "nearest" });
  };
  criteria.forEach((criterion, i) =>
    criterion.addEventListener("focusin", () => {
      now = i;
      mark();
    }),
  );
  mark();

  // Some people drive the page by speech, or have a key in the way: the keys can be
  // turned off, and the device remembers.
  const setting = "relevo.scoring.keys";
  const toggle = document.querySelector("[data-keys-toggle]");
  let keys = true;
  try {
    keys = localStorage.getItem(setting) !== "off";
  } catch {
    // a private window: they are on
  }
  const showKeys = () => {
    document.body.classList.toggle("keys-off", !keys);
    if (!toggle) return;
    toggle.setAttribute("aria-pressed", String(keys));
    toggle.textContent = keys ? toggle.dataset.saidOff : toggle.dataset.saidOn;
  };
  showKeys();
  if (toggle) {
    toggle.addEventListener("click", () => {
      keys = !keys;
      try {
        localStorage.setItem(setting, keys ? "on" : "off");
      } catch {
        // it holds for this page
      }
      showKeys();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("textarea, select, input:not([type=radio])")) return;
    const voice = document.querySelector("[data-voice]");
    if (voice && event.key.toLowerCase() === "p") {
      event.preventDefault();
      if (voice.paused) voice.play();
      else voice.pause();
      return;
    }
    if (/^[1-9]$/.test(event.key)) {
      const input = criteria[now].querySelector(`input[data-key="${event.key}"]`);
      if (!input) return;
      event.preventDefault();
      input.checked = true;
      if (now + 1 < criteria.length) {
        goTo(now + 1);
      } else {
        goTo(now);
      }
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary") && criteria.every(answered)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();

// Before a test is handed in, brings what still waits on the device; afterwards takes it all away.
"use strict";

(() => {
  // After submission nothing of it stays on the device.
  const submitted = document.querySelector("[data-submitted]");
  const tidy = async (attempt) => {
    unsent.forget(attempt);
    if (self.caches) for (const name of await caches.keys()) if (name.startsWith(`attempt-${attempt}-`)) await caches.delete(name);
  };
  if (submitted) tidy(submitted.dataset.submitted);

  // The copy of the summary on the telephone knows of no answer by itself.
  const copy = document.querySelector("ol[data-kept]");
  if (copy) {
    copy.querySelectorAll("[data-item]").forEach(async (row) => {
      const answer = await unsent.given(copy.dataset.kept, row.dataset.item);
      if (!answer || !Object.keys(answer.value).length) return;
      row.querySelectorAll("[data-is]").forEach((state) => { state.hidden = state.dataset.is !== (answer.waits ? "here" : "saved"); });
    });
  }

  // The summary sends what still waits and then counts anew.
  const summary = document.querySelector("[data-pending]");
  const waits = summary && unsent.any(summary.dataset.pending);
  if (waits || copy) {
    summary.hidden = !waits;
    summary.classList.add("unsaved");
    summary.textContent = summary.dataset.saidPending;
    const handIn = document.querySelector('form[action$="/submit"]');
    let pressed = null;
    let sending = false;
    // Pressed while something is being sent, the test is handed in after that, and the page does not change underneath. Where
    // relevo is busy it waits on; without a line, or logged out, handing in says so.
    if (handIn) handIn.addEventListener("submit", (event) => {
      if (!sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pressed = event.submitter;
    }, true);
    const again = async () => {
      let sent = 0;
      let why = "";
      sending = true;
      const result = await unsent.sendAll(summary.dataset.pending, (item, answer, one) => {
        if (one.outcome === "refused") why = one.text;
        else if (!(one.seqs?.[item] > answer.seq)) sent += 1; // otherwise the page that led here brought something newer: it is counted
      });
      sending = false;
      if (pressed && !why && result.outcome !== "later") handIn.requestSubmit(pressed);
      else if (result.outcome !== "saved") setTimeout(again, 10000);
      else if (sent || copy) location.replace(`/attempts/${summary.dataset.pending}/review`);
      else if (unsent.any(summary.dataset.pending)) summary.textContent = why || summary.dataset.saidPending; // one does not fit its question
      else summary.hidden = true;
    };
    if (waits) again();
    if (copy) window.addEventListener("online", again);
  }
})();

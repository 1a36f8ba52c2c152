// The list of a meeting. What is ticked stays on the device until the server has confirmed
// it; the page says which is which. The plain form saves without any of this.
"use strict";

(() => {
  const form = document.querySelector("form[data-roll]");
  if (!form) return;
  const { roll, save, now, saidHere, saidFailed, saidSending, saidLogin, saidRow, saidRowSaved } = form.dataset;
  const key = `relevo.roll.${roll}`;
  const line = form.querySelector("[data-save-line]");
  const loaded = performance.now();
  const clock = () => Math.round(Number(now) + performance.now() - loaded); // the server's, whatever the device's says

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const keep = (pending) => {
    try {
      if (Object.keys(pending).length) localStorage.setItem(key, JSON.stringify(pending));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // private windows, full disks: the server still gets it
    }
  };
  let pending = read();
  let onDevice = true;

  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const rows = new Map([...form.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const box = (row) => row.querySelector('input[type="checkbox"]');
  const part = (row) => row.querySelector('input[type="text"]');

  const say = (text, state) => {
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("saved", state === "saved");
    line.classList.toggle("unsaved", state === "unsaved");
  };
  const sayRow = (id, text, state) => {
    const row = rows.get(id);
    if (!row) return;
    const at = row.querySelector("[data-row-state]");
    at.textContent = text;
    at.classList.toggle("saved", state === "saved");
    at.classList.toggle("unsaved", state === "unsaved");
  };
  const waiting = () => Object.values(pending).filter((mark) => !mark.refused).length;
  const sayWaiting = () => say((onDevice ? saidHere : saidFailed).replace("{n}", waiting()), "unsaved");

  // What was ticked before and has not reached the server stands on the page again.
  for (const [id, mark] of Object.entries(pending)) {
    const row = rows.get(id);
    if (!row) continue;
    box(row).checked = mark.here;
    part(row).value = mark.part;
    sayRow(id, mark.refused || saidRow, "unsaved");
  }

  let timer = 0;
  let retry = 0;
  let busy = false;

  const send = async () => {
    clearTimeout(timer);
    const marks = Object.entries(pending).filter(([, mark]) => !mark.refused).map(([enrolment, mark]) => ({ enrolment, ...mark }));
    if (!marks.length) return;
    if (busy) {
      timer = setTimeout(send, 400);
      return;
    }
    busy = true;
    let response = null;
    try {
      response = await fetch(save, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Form-Token": document.querySelector('meta[name="form-token"]').content },
        body: JSON.stringify({ marks }),
      });
    } catch {
      response = null;
    }
    const body = response && (await response.json().catch(() => ({})));
    busy = false;
    if (response && response.ok && body.saved) {
      for (const mark of marks) {
        const mine = pending[mark.enrolment];
        if (!mine || mine.key !== mark.key) continue; // ticked again meanwhile
        if (body.refused[mark.key]) {
          mine.refused = body.refused[mark.key];
          sayRow(mark.enrolment, mine.refused, "unsaved");
        } else if (body.saved.includes(mark.key)) {
          delete pending[mark.enrolment];
          sayRow(mark.enrolment, saidRowSaved, "saved");
        }
      }
      onDevice = keep(pending);
      retry = 0;
      if (waiting()) send();
      else say(Object.keys(pending).length ? line.dataset.refused || Object.values(pending)[0].refused : body.text, Object.keys(pending).length ? "unsaved" : "saved");
      return;
    }
    if (response && (response.status === 401 || response.status === 403)) {
      say(saidLogin, "unsaved");
      return;
    }
    if (response && response.status >= 400 && response.status < 500) {
      say(body.detail || body.title || saidFailed, "unsaved");
      return;
    }
    sayWaiting();
    retry = Math.min(retry + 1, 5);
    timer = setTimeout(send, 2000 * 2 ** retry);
  };

  const changed = (row) => {
    const id = row.dataset.row;
    pending[id] = { key: fresh(), here: box(row).checked, part: part(row).value.trim(), at: clock() };
    onDevice = keep(pending);
    sayRow(id, onDevice ? saidRow : saidFailed, "unsaved");
    clearTimeout(timer);
    if (!navigator.onLine) {
      sayWaiting();
      return;
    }
    say(saidSending, "unsaved");
    timer = setTimeout(send, 250);
  };

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (event.target === part(row) && part(row).value.trim()) box(row).checked = true;
    changed(row);
  });
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (waiting()) send();
    },
    true,
  );
  window.addEventListener("online", send);
  window.addEventListener("offline", () => {
    if (waiting()) sayWaiting();
  });
  if (waiting()) {
    sayWaiting();
    send();
  }
})();

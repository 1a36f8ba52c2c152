// Saves an answer while it is written. What the server has not confirmed stays
// on the device and is sent again; the page says "saved" only after the server
// has. The plain form saves without any of this.
"use strict";

(() => {
  const store = {
    read(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null; // private windows, full disks: the form still saves
      }
    },
    write(key, value) {
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
        return true;
      } catch {
        return false;
      }
    },
  };

  const key = (attempt) => `relevo.attempt.${attempt}`;
  const pendingOf = (attempt) => {
    try {
      return JSON.parse(store.read(key(attempt))) || {};
    } catch {
      return {};
    }
  };
  const keep = (attempt, pending) => store.write(key(attempt), Object.keys(pending).length ? JSON.stringify(pending) : null);

  const device = () => {
    let id = store.read("relevo.device");
    if (!id) {
      const bytes = crypto.getRandomValues(new Uint8Array(12));
      id = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
      store.write("relevo.device", id);
    }
    return id;
  };

  const beside = new URL("recordings.js", document.currentScript.src).href;

  const token = () => document.querySelector('meta[name="form-token"]').content;

  // send brings one answer to the server and says what became of it:
  // "saved", "aside" (the test is over: kept for somebody to decide on), "refused" (does not
  // fit its question: kept here until it is corrected), "login", "offline" or "later".
  const send = async (url, item, answer) => {
    if (answer.value.audio) { // what was said goes before the answer that refers to it
      const said = await import(beside).then(
        ({ bring }) => bring(url.replace(/answers$/, "recordings"), item, answer.value.audio),
        () => ({ outcome: "offline" }),
      );
      if (said.outcome !== "saved") return said;
    }
    const sent = JSON.stringify({ answers: [{ item, seq: answer.seq, device: answer.device, value: answer.value }] });
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        keepalive: sent.length < 20000, // browsers allow no more for what outlives the page
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Form-Token": token() },
        body: sent,
      });
    } catch {
      return { outcome: "offline" };
    }
    const body = await response.json().catch(() => ({}));
    if (response.ok && body.text) return { outcome: body.aside ? "aside" : "saved", text: body.text, late: body.late, seqs: body.seqs || {}, elsewhere: body.elsewhere };
    if (response.status === 401 || response.status === 403) return { outcome: "login" };
    if (response.status === 409 || response.status === 404 || response.status === 422) {
      const field = body.errors && body.errors[0];
      return { outcome: "refused", text: (field && field.message) || body.detail || body.title };
    }
    return { outcome: "later", after: Number(response.headers.get("Retry-After")) || 0 };
  };

  // sendAll brings everything that waits, one answer after the other.
  const sendAll = async (attempt, url, onEach) => {
    for (const item of Object.keys(pendingOf(attempt))) {
      const answer = pendingOf(attempt)[item];
      if (!answer || answer.refused) continue;
      const result = await send(url, item, answer);
      const pending = pendingOf(attempt);
      const done = ["saved", "aside", "refused"].includes(result.outcome);
      if (done && pending[item] && pending[item].seq === answer.seq) {
        if (result.outcome === "refused") pending[item].refused = result.text || true;
        else delete pending[item];
        keep(attempt, pending);
      }
      onEach(item, answer, result);
      if (!done) return result;
    }
    return { outcome: "saved" };
  };

  // After submission nothing of it stays on the device.
  const submitted = document.querySelector("[data-submitted]");
  if (submitted) store.write(key(submitted.dataset.submitted), null);

  // The summary sends what still waits and then counts anew.
  const summary = document.querySelector("[data-pending]");
  if (summary && Object.keys(pendingOf(summary.dataset.pending)).length) {
    summary.hidden = false;
    summary.classList.add("unsaved");
    summary.textContent = summary.dataset.saidPending;
    const again = async () => {
      let sent = 0;
      let why = "";
      const result = await sendAll(summary.dataset.pending, summary.dataset.save, (item, answer, one) => {
        if (one.outcome === "refused") why = one.text;
        else sent += 1;
      });
      if (result.outcome !== "saved") setTimeout(again, 10000);
      else if (sent) location.reload();
      else summary.textContent = why || summary.dataset.saidPending; // one does not fit its question

    };
    again();
  }

  const form = document.querySelector("form[data-attempt]");
  if (!form) return;
  const { attempt, item, kind, save, saidSaving, saidOffline, saidLogin, saidRestored, saidKept, saidFailed } = form.dataset;
  const line = form.querySelector("[data-save-line]");
  const elsewhere = document.querySelector("[data-elsewhere]");
  let seq = Number(form.dataset.seq);

  const say = (text, state) => {
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("saved", state === "saved");
    line.classList.toggle("unsaved", state === "unsaved");
  };

  const valueNow = () => {
    const chosen = [...form.querySelectorAll('input[name="option"]:checked')].map((input) => input.value);
    const matches = {};
    form.querySelectorAll('[name^="match_"]').forEach((field) => {
      if (field.value.trim()) matches[field.name.slice("match_".length)] = field.value;
    });
    const text = form.querySelector('[name="text"]');
    const value = {};
    if (chosen.length) value.options = chosen;
    if (Object.keys(matches).length) value.matches = matches;
    if (text && text.value.trim()) value.text = text.value;
    const audio = form.querySelector('[name="audio"]');
    if (audio && audio.value) value.audio = audio.value;
    return value;
  };

  const fill = (value) => {
    form.querySelectorAll('input[name="option"]').forEach((input) => {
      input.checked = (value.options || []).includes(input.value);
    });
    form.querySelectorAll('[name^="match_"]').forEach((field) => {
      field.value = (value.matches || {})[field.name.slice("match_".length)] || "";
    });
    const text = form.querySelector('[name="text"]');
    if (text) text.value = value.text || "";
    const audio = form.querySelector('[name="audio"]');
    if (audio) {
      audio.value = value.audio || "";
      form.dispatchEvent(new Event("relevo:filled"));
    }
  };

  // What was written without connection and is newer than what the server has.
  const waiting = pendingOf(attempt);
  if (waiting[item] && waiting[item].seq > seq) {
    fill(waiting[item].value);
    seq = waiting[item].seq;
    say(saidRestored, "unsaved");
  } else if (waiting[item]) {
    delete waiting[item];
    keep(attempt, waiting);
  }

  let timer = 0;
  let retry = 0;
  let running = null; // what is being sent now
  let kept = true; // whether the device has kept what was written last
  const sayOffline = () => say(kept ? saidOffline : saidFailed, "unsaved");

  const flush = () => {
    clearTimeout(timer);
    if (running) timer = setTimeout(flush, 500);
    else running = bringAll().finally(() => (running = null));
    return running;
  };

  const bringAll = async () => {
    if (!Object.keys(pendingOf(attempt)).length) return;
    const last = await sendAll(attempt, save, (which, answer, result) => {
      if (which !== item || answer.seq !== seq) return; // an older one, or another question's
      if (result.seqs && result.seqs[item] > seq) {
        seq = result.seqs[item]; // another device was further; this was written last
        changed();
        return;
      }
      if (result.outcome === "saved") say(result.text, result.late ? "unsaved" : "saved");
      if (result.outcome === "refused" || result.outcome === "aside") say(result.text, "unsaved");
      if (result.elsewhere) {
        elsewhere.textContent = result.elsewhere;
        elsewhere.hidden = false;
      }
    });
    if (["saved", "aside", "refused"].includes(last.outcome)) {
      retry = 0;
      return;
    }
    if (last.outcome === "login") {
      say(saidLogin, "unsaved");
      return;
    }
    if (last.outcome === "offline") sayOffline();
    else say(kept ? saidKept : saidFailed, "unsaved"); // the server is there and cannot: nothing is lost
    retry = Math.min(retry + 1, 6);
    // No sooner than the server asks for, and not everybody at the same moment.
    timer = setTimeout(flush, Math.max(2500 * 2 ** retry, 1000 * (last.after || 0)) * (1 + Math.random() / 2));
  };

  const changed = () => {
    const pending = pendingOf(attempt);
    seq += 1;
    pending[item] = { seq, device: device(), value: valueNow() };
    kept = keep(attempt, pending);
    clearTimeout(timer);
    if (!navigator.onLine) {
      sayOffline();
      return;
    }
    say(saidSaving, "unsaved");
    timer = setTimeout(flush, kind === "vignette" || kind === "short_answer" || kind === "numeric" ? 1200 : 150);
  };

  form.addEventListener("input", changed);
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => {
    if (Object.keys(pendingOf(attempt)).length) sayOffline(); // nothing is kept here before something is answered
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });

  // The form carries the next number, so that what was typed last counts even
  // when something older arrives later. Without connection it stays here.
  form.addEventListener(
    "submit",
    (event) => {
      if (!navigator.onLine) {
        event.preventDefault();
        sayOffline();
        return;
      }
      const audio = form.querySelector('[name="audio"]');
      if (audio && audio.value && pendingOf(attempt)[item]) { // the recording is still on its way
        event.preventDefault();
        flush().then(() => pendingOf(attempt)[item] || form.requestSubmit(event.submitter));
        return;
      }
      clearTimeout(timer);
      seq += 1;
      form.querySelector('[name="seq"]').value = String(seq);
      form.querySelector('[name="device"]').value = device();
    },
    true,
  );

  if (Object.keys(pendingOf(attempt)).length) flush();

  // What is left of the time, counted from what the server said: the clock of the
  // device may be wrong. It is read out near the end only.
  const time = document.querySelector("[data-left]");
  if (time && Number(time.dataset.left) >= 0) {
    const began = performance.now();
    const text = time.querySelector("[data-left-text]");
    const tick = () => {
      const left = Number(time.dataset.left) - (performance.now() - began) / 1000;
      if (left > 0) {
        text.textContent = left < 60 ? time.dataset.saidLast : time.dataset.saidLeft.replace("{n}", Math.ceil(left / 60));
        if (left < 300) text.setAttribute("role", "status");
        setTimeout(tick, left < 70 ? 1000 : 15000);
        return;
      }
      time.classList.add("over");
      time.querySelector("span").textContent = time.dataset.saidOver;
      text.textContent = "";
      flush();
    };
    tick();
  }
})();

// Saves an answer while it is written. What the server has not confirmed stays
// on the device and is sent again (unsent.js); the page says "saved" only after the server
// has. The plain form saves without any of this.
"use strict";

(() => {
  const form = document.querySelector("form[data-attempt]");
  if (!form) return;
  const { attempt, item, kind, saidSaving, saidOffline, saidLogin, saidRestored, saidKept, saidFailed } = form.dataset;
  const line = form.querySelector("[data-save-line]");
  const elsewhere = document.querySelector("[data-elsewhere]");
  let seq = Number(form.dataset.seq);
  const isCopy = "kept" in form.dataset; // of the page, on the telephone: there is no line
  const notice = document.querySelector("[data-kept-notice]");

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

  let timer = 0;
  let retry = 0;
  let running = null; // what is being sent now
  let kept = true; // whether the device has kept what was written last
  let said = Promise.resolve(); // until it has
  const take = form.querySelector("[data-unsent-file]"); // for a telephone that finds no line any more
  const sayOffline = () => {
    say(kept ? saidOffline : saidFailed, "unsaved");
    take.hidden = !kept;
  };

  const flush = () => {
    clearTimeout(timer);
    if (running) timer = setTimeout(flush, 500);
    else running = bringAll().finally(() => (running = null));
    return running;
  };

  const bringAll = async () => {
    if (!unsent.any(attempt)) return;
    const last = await unsent.sendAll(attempt, (which, answer, result) => {
      if (result.elsewhere) { // of whichever question: what another device gave later counts
        elsewhere.textContent = result.elsewhere;
        elsewhere.hidden = false;
      }
      if (which !== item || answer.seq !== seq) return; // an older one, or another question's
      if (result.seqs && result.seqs[item] > seq) {
        seq = result.seqs[item]; // another device was further; this was written last
        changed();
        return;
      }
      if (result.outcome === "saved") say(result.text, result.late ? "unsaved" : "saved");
      if (result.outcome === "saved" && notice) notice.hidden = true;
      if (result.outcome === "refused" || result.outcome === "aside") say(result.text, "unsaved");
    });
    if (["saved", "aside", "refused"].includes(last.outcome)) {
      retry = 0;
      take.hidden = true;
      return;
    }
    if (last.outcome === "login") {
      say(saidLogin, "unsaved");
      const { logIn } = await import(vault.beside("again.js"));
      if (await logIn()) timer = setTimeout(flush, 0);
      return;
    }
    if (last.outcome === "offline") sayOffline();
    else say(kept ? saidKept : saidFailed, "unsaved"); // the server is there and cannot: nothing is lost
    retry = Math.min(retry + 1, 6);
    // No sooner than the server asks for, and not everybody at the same moment.
    timer = setTimeout(flush, Math.max(2500 * 2 ** retry, 1000 * (last.after || 0)) * (1 + Math.random() / 2));
  };

  const changed = () => {
    seq += 1;
    const now = seq;
    said = unsent.keep(attempt, item, { seq, device: vault.device(), value: valueNow() }).then((done) => {
      if (now !== seq) return;
      kept = done;
      if (!navigator.onLine) sayOffline(); // and not before it is true
    });
    clearTimeout(timer);
    say(saidSaving, "unsaved");
    if (navigator.onLine) timer = setTimeout(flush, kind === "vignette" || kind === "short_answer" || kind === "numeric" ? 1200 : 150);
  };

  // What was written without connection and is newer than what the server has. The copy on the telephone gets what
  // relevo has, too: it is older than that. relevo may have been sent the same under the next number.
  unsent.all(attempt).then(async (waiting) => {
    const mine = isCopy ? await unsent.given(attempt, item) : waiting[item];
    if (isCopy) {
      if (mine && mine.seq >= seq) {
        fill(mine.value);
        seq = mine.seq + 1;
        if (mine.waits) say(saidRestored, "unsaved");
      }
    } else if (mine && mine.seq > seq) {
      fill(mine.value);
      seq = mine.seq;
      say(saidRestored, "unsaved");
    } else if (mine) {
      unsent.drop(attempt, item, mine.seq);
    }
    if (Object.keys(waiting).length) flush();
  });

  form.addEventListener("input", changed);
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => {
    if (unsent.any(attempt)) said.then(sayOffline); // nothing is kept here before something is answered
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });

  // The whole test is kept here, where it may be, so that it goes on without a line.
  const keepHere = async () => {
    if (!form.dataset.worker || !navigator.serviceWorker || !self.caches || !(await vault.key())) return false;
    await navigator.serviceWorker.register(form.dataset.worker);
    await navigator.serviceWorker.ready;
    return vault.askWorker("keepSitting", { attempt, lang: document.documentElement.lang });
  };
  const goesOn = keepHere().catch(() => false); // no line, no room: then the next question needs one
  goesOn.then((so) => { form.dataset.goesOn = String(so); });

  // onward leads to where a button leads, when the device has kept what was answered here.
  const onward = async ({ value }) => {
    await said;
    if (!(await goesOn) || !kept) return sayOffline();
    if (value === "review") return location.assign(`/attempts/${attempt}/review`);
    return location.assign(location.pathname.replace(/\d+$/, (n) => Number(n) + (value === "back" ? -1 : 1)));
  };

  // The form carries the next number, so that what was typed last counts even
  // when something older arrives later. Without connection the answer stays here.
  form.addEventListener(
    "submit",
    (event) => {
      if (!navigator.onLine) {
        event.preventDefault();
        onward(event.submitter);
        return;
      }
      const audio = form.querySelector('[name="audio"]');
      if (audio && audio.value && unsent.waits(attempt, item)) { // the recording is still on its way
        event.preventDefault();
        flush().then(() => (unsent.waits(attempt, item) ? onward(event.submitter) : form.requestSubmit(event.submitter)));
        return;
      }
      clearTimeout(timer);
      seq += 1;
      form.querySelector('[name="seq"]').value = String(seq);
      form.querySelector('[name="device"]').value = vault.device();
    },
    true,
  );

  // What is left of the time, counted from what the server said: the clock of the
  // device may be wrong. It is read out near the end only. A copy on the telephone goes by what the last
  // page with a line was told.
  const time = document.querySelector("[data-left]");
  const ends = `relevo.ends.${attempt}`;
  if (time && isCopy) time.dataset.left = Math.max(0, (Number(localStorage.getItem(ends)) - Date.now()) / 1000);
  else if (time) {
    const over = Date.now() + 1000 * Number(time.dataset.left);
    goesOn.then((so) => so && localStorage.setItem(ends, String(over)));
  }
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

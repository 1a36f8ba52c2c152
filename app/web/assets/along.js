// Courses taken along: takes one onto the telephone, says what waits there to be sent and
// what relevo has, and shows what is kept when there is no network. See sw.js.
"use strict";

(() => {
  if (!("serviceWorker" in navigator) || !window.caches) return;
  const container = navigator.serviceWorker;
  const fill = (text, values) => Object.entries(values).reduce((t, [k, v]) => t.replaceAll(`{${k}}`, v), text);
  const size = (bytes) => (bytes < 950000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`);

  const ask = vault.askWorker;

  // The line says the truth about what is saved where.
  const line = document.querySelector("[data-along]");
  const say = (key, values = {}) => {
    if (!line) return;
    const text = key ? fill(line.dataset[key], values) : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
    line.classList.toggle("unsaved", key !== "" && key !== "saved");
  };
  let sentSomething = false;
  const show = async (outcome) => {
    const state = await ask("state");
    if (!state) { // nothing was ever taken along
      list({ taken: [], waiting: [], closed: 0 });
      return;
    }
    const open = state.waiting.filter((w) => !w.refused).length;
    const waiting = open + state.closed; // what is closed is another account's, or of a login that has ended
    const refused = state.waiting.length - open;
    if (waiting) say(outcome === "login" ? "login" : outcome === "other" || !open ? "other" : waiting === 1 ? "one" : "many", { n: waiting });
    else if (refused) say("refused", { n: refused });
    else if (sentSomething) say("saved");
    else if (state.kept) say("kept");
    else say("");
    marks(state);
    list(state);
    if (box) taking(state);
  };

  // What was read here and waits is not "read" as relevo knows it, and not unread either.
  const marks = (state) => {
    const reads = new Set(state.waiting.filter((w) => w.what === "read" && !w.refused).map((w) => w.path.slice(0, -"/read".length)));
    const end = document.querySelector(".lesson-end form[action$='/read']");
    if (end && line && reads.has(location.pathname)) {
      const note = document.createElement("p");
      note.className = "kept-here";
      note.textContent = line.dataset.read;
      end.replaceWith(note);
    }
    document.querySelectorAll(".lessons a, .along-lessons a").forEach((link) => {
      const row = link.closest("li");
      const there = row.querySelector(".kept-here");
      if (!reads.has(link.pathname)) return there && there.remove();
      if (there) return;
      const note = document.createElement("span");
      note.className = "kept-here";
      note.textContent = line.dataset.read;
      row.querySelectorAll(".state").forEach((old) => old.remove());
      row.append(note);
    });
    const on = document.querySelector(".continue-card a.button");
    const taken = on && state.taken.find((t) => on.pathname.startsWith(`${t.course}/`));
    const next = taken && reads.has(on.pathname) && taken.lessons.find((l) => !l.read && !reads.has(l.url));
    if (next) on.href = next.url;
  };

  // The page for when there is no network lists what is kept and what waits.
  const away = document.querySelector("[data-away]");
  const list = async (state) => {
    if (!away) return;
    const make = (name, text, parent, attributes = {}) => {
      const element = Object.assign(document.createElement(name), attributes);
      element.textContent = text;
      parent.append(element);
      return element;
    };
    const courses = away.querySelector("[data-away-courses]");
    courses.replaceChildren();
    for (const taken of state.taken.filter((t) => t.done)) {
      const card = make("section", "", courses, { className: "card" });
      make("a", taken.title, make("h2", "", card, { className: "card-title" }), { href: taken.course, lang: taken.lang });
      const reads = new Set(state.waiting.filter((w) => w.what === "read").map((w) => w.lesson));
      const next = taken.lessons.find((l) => !l.read && !reads.has(l.id));
      const lessons = make("ol", "", card, { className: "along-lessons" });
      for (const l of taken.lessons) make("a", l.title, make("li", "", lessons), { href: l.url, lang: l.lang });
      if (next) make("a", away.dataset.goOn, card, { href: next.url, className: "button" });
    }
    away.querySelector("[data-away-none]").hidden = courses.children.length > 0;
    marks(state);
    const rows = away.querySelector("[data-away-waiting]");
    rows.replaceChildren();
    for (const w of state.waiting) {
      const row = make("li", "", rows);
      const taken = state.taken.find((t) => t.enrolment === w.enrolment);
      const lesson = taken && taken.lessons.find((l) => l.id === w.lesson);
      make("span", fill(away.dataset[w.what.split("/")[0]], { lesson: lesson ? lesson.title : "" }), row);
      if (!w.refused) continue;
      make("span", fill(away.dataset.notTaken, { why: w.refused }), row, { className: "field-error" });
      make("button", away.dataset.discard, row, { type: "button", className: "quiet" }).onclick = () => ask("discard", w.id);
    }
    away.querySelector("[data-away-waits]").hidden = !state.waiting.length;
    const unsent = new Set(Object.keys(localStorage).filter((k) => k.startsWith("relevo.attempt.")).map((k) => k.split(".")[2]));
    const attempts = away.querySelector("[data-away-attempts]");
    attempts.querySelector("[data-away-file]").hidden = !unsent.size;
    const sittings = attempts.querySelector("ul");
    const kept = (await caches.keys()).filter((name) => name.startsWith("attempt-")).map((name) => name.split("-")[1]);
    sittings.replaceChildren();
    for (const id of new Set([...unsent, ...kept])) {
      make("a", unsent.has(id) ? away.dataset.attempt : away.dataset.sitting, make("li", "", sittings), { href: `/attempts/${encodeURIComponent(id)}` });
    }
    attempts.hidden = !sittings.children.length;
  };

  const send = async () => {
    await vault.key(); // what waits can be opened again once its owner is back
    const before = await ask("state");
    if (!before) return show();
    const outcome = navigator.onLine ? await ask("send") : "offline";
    sentSomething ||= before.waiting.length + before.closed > 0 && outcome === "sent";
    await show(outcome);
  };
  container.addEventListener("message", ({ data }) => data === "changed" && show());
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  if (away) away.querySelector("[data-away-send]").onclick = send;

  // What is said of a question without network was fetched before anything was chosen: the
  // choice is put back.
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("X-Kept-Here")) return;
    const form = document.querySelector(`#${CSS.escape(detail.target.id)} form`);
    if (!form) return;
    for (const [name, value] of detail.requestConfig.formData) {
      for (const field of form.elements) {
        if (field.name !== name || field.type === "hidden") continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else field.value = value;
      }
    }
  });

  // Taking a course along.
  const box = document.querySelector("[data-take]");
  const part = (name) => box.querySelector(`[data-take-${name}]`);
  let manifest = null;
  let stop = null;

  const taking = (state) => {
    const taken = state.taken.find((t) => t.enrolment === box.dataset.enrolment);
    if (stop) return only("taking");
    if (!taken) return only("ask");
    if (!taken.done) {
      part("paused-text").textContent = fill(box.dataset.paused, { have: size(taken.have), all: size(taken.bytes) });
      return only("paused");
    }
    part("kept-text").textContent = fill(box.dataset.kept, { size: size(taken.bytes), on: new Date(taken.at).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", timeZone: "America/Lima" }) });
    only("kept");
  };
  const only = (name) => {
    for (const state of ["ask", "taking", "paused", "kept"]) part(state).hidden = state !== name;
  };

  const load = async () => {
    const response = await fetch(box.dataset.take, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    manifest = await response.json();
  };
  const cases = () => part("cases") && part("cases").checked;
  const chosen = (withCases) => manifest.lessons.filter((l) => withCases || !l.case);
  const weight = (withCases) => manifest.bytes + chosen(withCases).reduce((sum, l) => sum + l.bytes + l.files.reduce((s, f) => s + f.bytes, 0), 0);
  const weigh = () => {
    part("size").textContent = fill(box.dataset.size, { size: size(weight(cases())), n: chosen(cases()).length });
  };

  // within gives what else a page needs: styles, scripts and pictures of ours.
  const needs = (html, base) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = [...page.querySelectorAll("link[href], script[src], img[src]")].map((e) => e.getAttribute("href") || e.getAttribute("src"));
    return found.map((at) => new URL(at, base)).filter((at) => at.origin === location.origin).map((at) => at.pathname);
  };

  const take = async (withCases) => {
    stop = new AbortController();
    part("problem").hidden = true;
    only("taking");
    const { signal } = stop;
    try {
      if (!(await vault.key())) throw new Error("no key");
      await container.register(box.dataset.worker);
      await container.ready;
      if (!manifest) await load();
      const record = { enrolment: manifest.enrolment, account: manifest.account, title: manifest.title, lang: manifest.lang, course: manifest.course, texts: manifest.texts, digest: manifest.digest, cases: withCases, bytes: weight(withCases), have: 0, done: false, at: manifest.at, lessons: chosen(withCases).map(({ id, url, title, lang, read }) => ({ id, url, title, lang, read })) };
      await ask("note", record);
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      const cache = await caches.open(`course-${manifest.enrolment}`);
      const bar = part("bar");
      bar.max = record.bytes;
      const get = async (path, fixed, headers) => {
        const there = await vault.opened(await cache.match(path, { ignoreVary: true }));
        if (there && (fixed || there.headers.get("X-Kept") === manifest.digest)) return there;
        const response = await fetch(path, { credentials: "same-origin", redirect: "error", signal, headers });
        if (!response.ok) throw new Error(`${path} ${response.status}`);
        const body = await response.blob();
        const kept = new Headers(response.headers);
        kept.set("X-Kept", manifest.digest);
        const everybodys = path.startsWith("/assets/"); // the same for everybody
        await cache.put(path, everybodys ? new Response(body, { headers: kept }) : await vault.shut(body, kept));
        return new Response(body, { headers: kept });
      };
      const grow = (bytes) => {
        record.have += bytes;
        bar.value = record.have;
        part("progress").textContent = fill(box.dataset.progress, { have: size(Math.min(record.have, record.bytes)), all: size(record.bytes) });
      };
      const whole = async (path) => {
        const html = await (await get(path, false)).text();
        for (const at of needs(html, location.href)) {
          const found = await get(at, true);
          if (!at.endsWith(".css")) continue;
          for (const [, inner] of (await found.text()).matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
            if (!inner.startsWith("data:")) await get(new URL(inner, new URL(at, location.href)).pathname, true);
          }
        }
      };
      for (const path of manifest.pages) await whole(path);
      grow(manifest.bytes);
      for (const lesson of chosen(withCases)) {
        await whole(lesson.url);
        if (lesson.case) await whole(`${lesson.url}?seen=1`);
        for (const check of lesson.checks) await get(`${check}/told`, false, { "HX-Request": "true" });
        grow(lesson.bytes);
        for (const f of lesson.files) {
          await get(f.url, true);
          grow(f.bytes);
        }
        await ask("note", record);
      }
      await ask("note", { ...record, done: true, have: record.bytes });
    } catch (problem) {
      if (!signal.aborted) {
        part("problem").textContent = problem.name === "QuotaExceededError" ? box.dataset.full : box.dataset.failed;
        part("problem").hidden = false;
      }
    }
    stop = null;
    await show();
  };

  const remove = async () => {
    await ask("forget", box.dataset.enrolment);
    await show();
  };

  if (box) {
    box.hidden = false;
    only("ask");
    part("open").addEventListener("toggle", () => {
      if (part("open").open && !manifest) load().then(weigh, () => { part("size").textContent = box.dataset.failed; });
    });
    if (part("cases")) part("cases").addEventListener("change", () => manifest && weigh());
    part("go").onclick = () => take(cases());
    part("pause").onclick = () => stop && stop.abort();
    const again = async () => {
      const state = await ask("state");
      const taken = state && state.taken.find((t) => t.enrolment === box.dataset.enrolment);
      manifest = null;
      take(Boolean(taken && taken.cases));
    };
    part("resume").onclick = again;
    part("renew").onclick = again;
    box.querySelectorAll("[data-take-remove]").forEach((button) => { button.onclick = remove; });
  }
  // Whoever has nothing here asks nothing of the network.
  send();
})();

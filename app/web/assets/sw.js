// The service worker lets a course that was taken along be read without a network. What is
// done there waits on the telephone until relevo has it, and nobody is told otherwise.
// It does nothing for courses that were not taken along. See courses/web/doc.go. What is kept is
// sealed (vault.js): what cannot be opened is not there.
"use strict";

const assets = new URL(self.location).searchParams.get("assets") || "";
if (/^\/assets\/[0-9a-f]{12}\/$/.test(assets)) importScripts(assets + "idb.umd.js", assets + "vault.js", assets + "sitting.js");

const store = () => idb.openDB("relevo.courses", 1, {
  upgrade(db) {
    db.createObjectStore("taken", { keyPath: "enrolment" });
    db.createObjectStore("waiting", { keyPath: "id" });
  },
  blocking: (version, blocked, event) => event.target.close(), // somebody logs out and wipes
});

// put seals a record. In clear stay its key and, of what waits, its place in the order.
const put = async (db, name, record) => {
  const id = record[name === "taken" ? "enrolment" : "id"];
  const sealed = await vault.seal(JSON.stringify(record), id);
  if (!sealed) throw new Error("nothing can be sealed here");
  await db.put(name, { [name === "taken" ? "enrolment" : "id"]: id, at: record.at, ...sealed });
};
const opened = async (sealed) => {
  const text = sealed && (await vault.openText(sealed, sealed.enrolment || sealed.id));
  return text ? JSON.parse(text) : null;
};
const get = async (db, name, id) => opened(await db.get(name, id));
const all = async (db, name) => (await Promise.all((await db.getAll(name)).map(opened))).filter(Boolean);

// found gives what is kept under an address, opened; null when there is nothing.
const found = async (path) => vault.opened(await caches.match(path, options));

const lessonPost = /^\/learn\/([0-9a-z]+)\/lessons\/([0-9a-z]+)\/(read|note|place|checks\/[0-9a-z]+)$/;
const keptFile = /^\/(assets\/|media\/|pictures\/|learn\/[0-9a-z]+\/lessons\/[0-9a-z]+\/checks\/[0-9a-z]+\/pictures\/)/;
const away = "/learn/offline";
const patience = 6000; // milliseconds that a page which is kept waits for the network
const options = { ignoreVary: true };

// served are the windows that show a kept copy.
const served = new Set();

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST") {
    const parts = lessonPost.exec(url.pathname);
    const sat = self.sitting && request.mode === "navigate" && sitting.leaving.exec(url.pathname);
    if (parts) event.respondWith(post(request, parts));
    if (sat) event.respondWith(sitting.post(request, sat));
  } else if (request.method === "GET" && keptFile.test(url.pathname)) {
    event.respondWith(file(request));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(event, url));
  }
});

const within = (time, promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), time))]);

// page asks the network first, so that what is kept is as new as it can be.
const page = async (event, url) => {
  const exact = url.pathname + url.search;
  const kept = (await found(exact)) || (await found(url.pathname)) || (/^\/attempts\/\w+$/.test(url.pathname) && (await found(`${url.pathname}/review`)));
  try {
    const response = await within(kept ? patience : 60000, fetch(event.request));
    if (response.status >= 500) throw new Error("server");
    if (kept && response.ok && !exact.startsWith("/attempts/")) event.waitUntil(renew(exact, response.clone()));
    return response;
  } catch {
    if (event.resultingClientId) served.add(event.resultingClientId);
    return kept || (await found(away)) || Response.error();
  }
};

// renew puts a newer copy where there is one.
const renew = async (path, response) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (await vault.opened(await cache.match(path, options))) await cache.put(path, await vault.shut(response.clone(), response.headers));
  }
};

// A player asks for one part after the other: what was opened last is remembered.
let last = { url: "", response: null };
const keptFileOf = async (url) => {
  if (last.url !== url || !(await vault.key())) last = { url, response: await found(url) };
  if (!last.response) last.url = "";
  return last.response && last.response.clone();
};

// file gives what is kept and never changes, or the part of it that a player asks for.
const file = async (request) => {
  const kept = await keptFileOf(request.url);
  if (!kept) return fetch(request);
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!range) return kept;
  const all = await kept.blob();
  const from = range[1] ? Number(range[1]) : Math.max(0, all.size - Number(range[2]));
  const to = range[1] && range[2] ? Math.min(Number(range[2]), all.size - 1) : all.size - 1;
  const headers = new Headers(kept.headers);
  if (from > to) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${all.size}` } });
  headers.set("Content-Range", `bytes ${from}-${to}/${all.size}`);
  headers.set("Content-Length", String(to - from + 1));
  return new Response(all.slice(from, to + 1, all.type), { status: 206, headers });
};

// post brings what was done in a lesson to relevo or, when that cannot be, keeps it.
const post = async (request, [path, enrolment, lesson, what]) => {
  const sent = request.clone();
  const db = await store().catch(() => null); // a browser that keeps nothing
  const taken = db && (await get(db, "taken", enrolment));
  if (!taken) return fetch(request);
  const fields = new URLSearchParams(await sent.text());
  const check = what.startsWith("checks/");
  if (check) fields.set("once", crypto.randomUUID()); // sent again, it counts once
  const id = check ? fields.get("once") : path;
  const headers = { Accept: request.headers.get("Accept") || "*/*" };
  if (request.headers.get("HX-Request")) headers["HX-Request"] = "true";
  try {
    const response = await fetch(path, { method: "POST", credentials: "same-origin", headers, body: fields, redirect: request.mode === "navigate" ? "manual" : "follow" });
    if (response.status < 500 && response.status !== 401 && response.status !== 403) {
      await db.delete("waiting", id); // what is newer takes the place of what waited
      return response;
    }
  } catch {
    // no network: it waits
  }
  fields.delete("_token");
  await queue(db, { id, path, enrolment, lesson, what, fields: fields.toString(), account: taken.account });
  if (self.registration.sync) await self.registration.sync.register("send").catch(() => {});
  await tell();
  return instead(request, taken, path, lesson, what);
};

// queue puts something behind all that waits. The clock of a telephone may be set back meanwhile,
// so that what waits is counted.
let queued = Promise.resolve();
const queue = (db, one) => {
  const behind = async () => {
    const last = Math.max(0, ...(await db.getAll("waiting")).map((w) => w.at));
    await put(db, "waiting", { ...one, at: last + 1 });
  };
  return (queued = queued.then(behind, behind));
};

// instead is what the page gets in place of the answer that relevo would give.
const instead = async (request, taken, path, lesson, what) => {
  const at = taken.lessons.findIndex((l) => l.id === lesson);
  const here = at < 0 ? taken.course : taken.lessons[at].url;
  const go = (where) => Response.redirect(new URL(where, self.location.origin).href, 303);
  const html = (text) => new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  if (what === "place") return new Response(null, { status: 204 });
  if (what === "read") return go(at >= 0 && at + 1 < taken.lessons.length ? taken.lessons[at + 1].url : taken.course);
  if (request.mode === "navigate") return go(here);
  const told = what !== "note" && (await found(`${path}/told`));
  if (!told) return html(taken.texts.kept);
  const headers = new Headers(told.headers);
  headers.set("X-Kept-Here", "1"); // it was fetched before anything was chosen: see along.js
  return new Response(await told.blob(), { headers });
};

// bring sends what waits, one after the other, each as whoever did it.
const bring = async () => {
  const db = await store();
  const waiting = (await all(db, "waiting")).filter((w) => !w.refused).sort((a, b) => a.at - b.at);
  if (!waiting.length) {
    const closed = (await db.count("waiting")) > (await all(db, "waiting")).length;
    return !closed ? "nothing" : (await vault.key()) ? "other" : "login";
  }
  let proof;
  try {
    const response = await fetch(`${away}/token`, { credentials: "same-origin", headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return vault.forget().then(() => "login");
    if (!response.ok) return "later";
    proof = await response.json();
  } catch {
    return "offline";
  }
  const read = new Set();
  let outcome = "sent";
  for (const w of waiting) {
    if (w.account !== proof.account) {
      outcome = "other";
      continue;
    }
    let response;
    try {
      response = await fetch(w.path, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-Form-Token": proof.token }, body: new URLSearchParams(w.fields), redirect: "manual" });
    } catch {
      outcome = "offline";
      break;
    }
    if ([404, 409, 422].includes(response.status)) {
      const problem = await response.json().catch(() => ({}));
      await put(db, "waiting", { ...w, refused: (problem.errors && problem.errors[0] && problem.errors[0].message) || problem.detail || problem.title || "—" });
      continue;
    }
    if (!response.ok) {
      outcome = response.status === 401 || response.status === 403 ? "login" : "later";
      break;
    }
    const now = await db.get("waiting", w.id); // its place in the order is in clear
    if (now && now.at === w.at) await db.delete("waiting", w.id);
    if (w.what === "read") {
      read.add(w.path.slice(0, -"/read".length));
      read.add(w.path.replace(/\/lessons\/.*/, ""));
    }
  }
  await tell();
  for (const path of read) {
    const response = await fetch(path, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (response && response.ok) await renew(path, response);
  }
  return outcome;
};

let bringing = null;
const send = () => (bringing ||= bring().finally(() => { bringing = null; }));

self.addEventListener("sync", (event) => {
  if (event.tag === "send") event.waitUntil(send().then((outcome) => { if (outcome === "offline" || outcome === "later") throw new Error(outcome); }));
});

// tell has every window ask anew how things stand.
const tell = async () => {
  for (const client of await self.clients.matchAll()) client.postMessage("changed");
};

// What pages ask: how things stand, to send, to note a course, to forget one or something
// that relevo refused.
const answers = {
  async state(_, client) {
    const db = await store();
    const waiting = await all(db, "waiting");
    return { taken: await all(db, "taken"), waiting, closed: (await db.getAll("waiting")).length - waiting.length, kept: Boolean(client) && served.has(client.id) };
  },
  send,
  async note(record) {
    const db = await store();
    await put(db, "taken", record);
  },
  async forget(enrolment) {
    const db = await store();
    await db.delete("taken", enrolment);
    await caches.delete(`course-${enrolment}`);
  },
  keepSitting: (which) => sitting.keep(which),
  async discard(id) {
    const db = await store();
    await db.delete("waiting", id);
    await tell();
  },
};

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const answer = answers[event.data.ask];
  if (!port || !answer) return;
  event.waitUntil(answer(event.data.with, event.source).then((said) => port.postMessage({ said }), (problem) => port.postMessage({ problem: String(problem) })));
});

// What this device keeps of somebody is sealed (AES-GCM) with a key that relevo gives while they are
// logged in. See "What a telephone keeps" in app/web/doc.go. Used by pages and by sw.js.
"use strict";

self.vault = (() => {
  const subtle = self.crypto && crypto.subtle; // there is none without https: then nothing is kept
  const utf8 = new TextEncoder();
  const mark = self.document && document.querySelector('meta[name="account"]');
  const source = self.document ? document.currentScript.src : "";

  const store = async (work) => {
    const db = await idb.openDB("relevo.key", 1, { upgrade: (made) => made.createObjectStore("key") });
    try {
      return await work(db);
    } finally {
      db.close();
    }
  };

  // stored is the key that is here. One that no login can be as old as is forgotten.
  const stored = async () => {
    if (!subtle) return null;
    try {
      const there = await store((db) => db.get("key", "now"));
      if (there && there.until < Date.now()) return forget();
      return there || null;
    } catch {
      return null; // a private window, a full disk
    }
  };

  const forget = async () => {
    known = null;
    await store((db) => db.clear("key")).catch(() => {});
    return null;
  };

  const device = () => {
    let name = localStorage.getItem("relevo.device");
    if (!name) {
      name = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
      localStorage.setItem("relevo.device", name);
    }
    return name;
  };

  // ask has relevo give the key. The script that has it cannot read it out again.
  const ask = async () => {
    const response = await fetch(`/device?device=${device()}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (response.status === 401) return forget();
    if (!response.ok) throw new Error(String(response.status));
    const given = await response.json();
    const raw = Uint8Array.from(atob(given.key), (c) => c.charCodeAt(0));
    const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const one = { id: given.id, account: given.account, key, until: Date.now() + given.lasts * 1000, renew: Date.now() + given.lasts * 100 };
    await store((db) => db.put("key", one, "now"));
    return one;
  };

  // key gives the key of whose page this is, to the service worker that which is here.
  let known = null;
  let finding = null;
  const find = async () => {
    const there = await stored();
    const ours = there && there.account === mark.content ? there : null;
    known = ours && ours.renew > Date.now() ? ours : await ask().catch(() => ours);
    return known;
  };
  const key = async () => {
    if (!mark) return stored();
    if (known || !subtle) return known;
    return (finding ||= find().finally(() => { finding = null; }));
  };

  // renew finds the key again, where somebody has logged in again in place: the service worker may have forgotten it.
  const renew = () => {
    known = null;
    return key();
  };

  // seal closes a text or bytes under a name; null where that cannot be.
  const seal = async (what, name) => {
    const by = await key();
    if (!by) return null;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const closed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(name) }, by.key, typeof what === "string" ? utf8.encode(what) : what);
    const sealed = new Uint8Array(12 + closed.byteLength);
    sealed.set(iv);
    sealed.set(new Uint8Array(closed), 12);
    return { account: by.account, key: by.id, sealed };
  };

  // open gives the bytes; null when they are somebody else's, or not what was sealed under the name.
  const open = async (record, name) => {
    const by = record && (await key());
    if (!by || by.account !== record.account) return null;
    const sealed = new Uint8Array(record.sealed);
    return subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: utf8.encode(name) }, by.key, sealed.slice(12)).catch(() => null);
  };
  const openText = async (record, name) => {
    const bytes = await open(record, name);
    return bytes && new TextDecoder().decode(bytes);
  };

  // For what keeps texts alone.
  const base64 = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  const written = (record) => JSON.stringify({ ...record, sealed: base64(new Uint8Array(record.sealed)) });
  const readBack = (text) => {
    const record = JSON.parse(text);
    return { ...record, sealed: Uint8Array.from(atob(record.sealed), (c) => c.charCodeAt(0)) };
  };

  // shut closes an answer of relevo for the cache, opened gives it back; null when it cannot be.
  const shut = async (body, headers) => {
    const record = await seal(await body.arrayBuffer(), "page");
    if (!record) throw new Error("nothing can be sealed here");
    const kept = new Headers(headers);
    kept.set("X-Sealed", record.account);
    return new Response(record.sealed, { headers: kept });
  };
  const opened = async (response) => {
    const account = response && response.headers.get("X-Sealed");
    if (!account) return response || null;
    const body = await open({ account, sealed: await response.arrayBuffer() }, "page");
    return body && new Response(body, { headers: response.headers });
  };

  // wipe leaves nothing on this device.
  const wipe = async () => {
    self.dispatchEvent(new Event("relevo:wiped")); // nor what pages have in mind to send
    for (const name of Object.keys(localStorage)) if (name.startsWith("relevo.")) localStorage.removeItem(name);
    if (self.caches) for (const name of await caches.keys()) await caches.delete(name);
    await forget();
    await Promise.all(["relevo.courses", "relevo.recordings", "relevo.key"].map((name) => idb.deleteDB(name).catch(() => {})));
  };

  // askWorker has the service worker answer; null where there is none.
  const askWorker = async (what, having) => {
    const registration = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration("/"));
    const worker = registration && registration.active;
    if (!worker) return null;
    return new Promise((resolve, reject) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => (data.problem ? reject(new Error(data.problem)) : resolve(data.said));
      worker.postMessage({ ask: what, with: having }, [channel.port2]);
    });
  };

  if (mark) key(); // now, while there is a line: the first answer without one is to be sealed
  return { beside: (name) => new URL(name, source).href, key, renew, device, askWorker, seal, open, openText, written, readBack, shut, opened, forget, wipe };
})();

// What the offline page does: it reads the line of a scanned code, checks its
// signature with the keys that the page carries, and looks it up in the signed list of
// revoked certificates. Nothing leaves the device. How a line is written is told
// in relevo's certificates/doc.go.
"use strict";

const kit = JSON.parse(document.getElementById("kit").textContent);
const say = JSON.parse(document.getElementById("texts").textContent);
const lineContext = "relevo line 1\n";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const kidBytes = 8, handleBytes = 8, signatureBytes = 64;
const text = new TextEncoder();

function fromBase64(s) {
  const plain = atob(s.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// fromBase32 reads RFC 4648 base 32 without padding; null when it is none.
function fromBase32(s) {
  const out = [];
  let bits = 0, held = 0;
  for (const c of s) {
    const value = alphabet.indexOf(c);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? Uint8Array.from(out) : null;
}

function join(...parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

async function signedBy(key, message, signature) {
  const jwk = { kty: "OKP", crv: "Ed25519", x: key.x };
  const imported = await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
}

// capable tells whether this browser can check a signature at all.
async function capable() {
  try {
    const x = toBase64(fromBase64(kit.keys[0].x));
    await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

// revocations gives the list of revoked certificates, null when it is not signed by a key here.
async function revocations() {
  const { protected: head, payload, signature } = kit.revocations;
  const kid = JSON.parse(new TextDecoder().decode(fromBase64(head))).kid;
  const key = kit.keys.find((k) => k.kid === kid);
  if (!key || !(await signedBy(key, text.encode(head + "." + payload), fromBase64(signature)))) return null;
  return JSON.parse(new TextDecoder().decode(fromBase64(payload)));
}

// readLine gives what a line says, null when no key here signed it.
async function readLine(typed) {
  const line = typed.includes("#p=") ? typed.slice(typed.indexOf("#p=") + 3) : typed;
  const all = fromBase32(line.replace(/\s/g, "").toUpperCase());
  const head = 1 + kidBytes + handleBytes;
  if (!all || all.length < head + signatureBytes || all[0] !== 1) return null;
  const body = all.slice(0, -signatureBytes), signature = all.slice(-signatureBytes);
  const kid = toBase64(body.slice(1, 1 + kidBytes));
  for (const key of kit.keys) {
    if (toBase64(fromBase64(key.kid).slice(0, kidBytes)) !== kid) continue;
    if (!(await signedBy(key, join(text.encode(lineContext), body), signature))) continue;
    const fields = new TextDecoder().decode(body.slice(head)).split("\n");
    if (fields.length !== 7) return null;
    const [kind, serial, issued, until, name, course, place] = fields;
    return { handle: toBase64(body.slice(1 + kidBytes, head)), kind, serial, issued, until, name, course, place };
  }
  return null;
}

// handleOfCode gives the handle of a printed code, null when it is none.
async function handleOfCode(typed) {
  const code = typed.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (!/^[a-z2-7]{20}$/.test(code)) return null;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(code)));
  return toBase64(sum.slice(0, handleBytes));
}

// day writes 20260504 as the page's language does.
function day(digits) {
  const date = new Date(Date.UTC(+digits.slice(0, 4), +digits.slice(4, 6) - 1, +digits.slice(6, 8)));
  return date.toLocaleDateString(say.lang, { dateStyle: "long", timeZone: "UTC" });
}

// today is the day in Peru, as 20260504.
function today() {
  return new Date().toLocaleDateString("en-CA", { timeZone: "America/Lima" }).replaceAll("-", "");
}

function serialOf(plain) {
  return [plain.slice(0, 3), plain.slice(3, 7), plain.slice(7, 12), plain.slice(12, 17), plain.slice(17)].join("-");
}

const answer = document.getElementById("answer");

function show(tone, title, sentences, facts = []) {
  answer.replaceChildren();
  answer.className = tone;
  const h = document.createElement("h2");
  h.textContent = title;
  answer.append(h);
  for (const s of sentences) {
    const p = document.createElement("p");
    p.textContent = s;
    answer.append(p);
  }
  const list = document.createElement("dl");
  for (const [label, value] of facts) {
    if (!value) continue;
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = label;
    dd.textContent = value;
    list.append(dt, dd);
  }
  answer.append(list);
  answer.focus();
}

function factsOf(line) {
  return [
    [say.holder, line.name], [say.kind, say.kinds[line.kind]], [say.course, line.course], [say.institution, line.place],
    [say.issued, day(line.issued)], [say.until, line.until && day(line.until)], [say.serial, serialOf(line.serial)],
  ];
}

// shortened tells whether a text of a line is not whole.
const shortened = (s) => /…[A-Za-z0-9_-]{8}$/.test(s);

async function check(typed) {
  const list = await revocations();
  if (!list) return show("bad", say.broken, [say.brokenText]);
  const asOf = say.asOf.replace("{moment}", new Date(list.iat * 1000).toLocaleString(say.lang, { dateStyle: "long", timeStyle: "short" }));
  const line = await readLine(typed);
  const handle = line ? line.handle : await handleOfCode(typed);
  const revoked = handle && list.revoked.find((r) => r.id === handle);
  if (line) {
    const notes = [say.compare, asOf];
    if ([line.name, line.course, line.place].some(shortened)) notes.unshift(say.shortened);
    if (revoked) return show("bad", say.revoked, [say.revokedText.replace("{date}", day(revoked.on.replaceAll("-", ""))), asOf], factsOf(line));
    if (line.until && line.until < today()) return show("notice", say.expired, notes, factsOf(line));
    return show("good", say.genuine, notes, factsOf(line));
  }
  if (revoked) return show("bad", say.revoked, [say.revokedText.replace("{date}", day(revoked.on.replaceAll("-", ""))), asOf]);
  if (handle) return show("notice", say.notRevoked, [say.notRevokedText, asOf]);
  return show("bad", say.unknown, [say.unknownText]);
}

// scan looks through the camera for a code, where the browser can read one.
async function scan(video, typed) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.hidden = false;
  await video.play();
  for (;;) {
    const [found] = await detector.detect(video);
    if (found) {
      video.srcObject.getTracks().forEach((t) => t.stop());
      video.hidden = true;
      typed.value = found.rawValue;
      return check(typed.value);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

const form = document.querySelector("form"), typed = document.getElementById("typed"), camera = document.getElementById("camera");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  check(typed.value.trim());
});
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  camera.hidden = false;
  camera.addEventListener("click", () => scan(document.querySelector("video"), typed).catch(() => show("bad", say.noCamera, [])));
}
capable().then((can) => {
  if (!can) {
    form.hidden = true;
    show("bad", say.incapable, [say.incapableText.replace("{address}", kit.base + "/verify")]);
  }
});

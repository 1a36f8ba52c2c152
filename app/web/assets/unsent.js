// Answers that relevo has not confirmed: sealed on the device, where that can be, and sent until they are.
"use strict";

self.unsent = (() => {
  const prefix = "relevo.attempt.";
  const saved = "relevo.given."; // what relevo has, for the copies of the pages that are read without a line
  const here = new Map(); // what this page has not seen saved, whether or not the device could keep it
  self.addEventListener("relevo:wiped", () => here.clear());
  const disk = (work) => {
    try {
      return work(localStorage);
    } catch {
      return null; // private windows, full disks: the form still saves
    }
  };
  const names = (attempt) => disk((on) => Object.keys(on).filter((n) => n.startsWith(`${prefix}${attempt}.`)).map((n) => n.slice(prefix.length))) || [];
  const itemOf = (name) => name.slice(name.indexOf(".") + 1);

  const stored = async (name, where = prefix) => {
    const text = disk((on) => on.getItem(where + name));
    const answer = text && (await vault.openText(vault.readBack(text), name));
    return answer ? JSON.parse(answer) : null;
  };

  // all gives what waits of an attempt, by question.
  const all = async (attempt) => {
    const found = {};
    for (const name of names(attempt)) {
      const answer = await stored(name);
      if (answer) found[itemOf(name)] = answer;
    }
    for (const [name, answer] of here) {
      const there = found[itemOf(name)];
      if (name.startsWith(`${attempt}.`) && (!there || answer.seq >= there.seq)) found[itemOf(name)] = answer;
    }
    return found;
  };

  // keep tells whether the device keeps the answer. What is written comes in order.
  let writing = Promise.resolve();
  const inOrder = (work) => (writing = writing.then(work, work));
  const keep = (attempt, item, answer) => {
    const name = `${attempt}.${item}`;
    here.set(name, answer);
    return inOrder(async () => {
      const record = await vault.seal(JSON.stringify(answer), name).catch(() => null);
      return Boolean(record && disk((on) => (on.setItem(prefix + name, vault.written(record)), true)));
    });
  };

  // drop puts an answer that relevo has with what was given, unless a newer one has taken its place.
  const drop = (attempt, item, seq) => inOrder(async () => {
    const name = `${attempt}.${item}`;
    if (here.has(name) && here.get(name).seq === seq) here.delete(name);
    const there = await stored(name);
    if (!there || there.seq !== seq) return;
    disk((on) => on.setItem(saved + name, on.getItem(prefix + name)));
    disk((on) => on.removeItem(prefix + name));
  });

  // given is the newest answer to a question that this device knows of, and whether relevo has it; null when there is none.
  const given = async (attempt, item) => {
    const [waiting, known] = [(await all(attempt))[item], await stored(`${attempt}.${item}`, saved)];
    if (waiting && !(known && known.seq > waiting.seq)) return { ...waiting, waits: true };
    return known;
  };

  const waits = (attempt, item) => here.has(`${attempt}.${item}`) || names(attempt).includes(`${attempt}.${item}`);
  const any = (attempt) => [...here.keys()].some((n) => n.startsWith(`${attempt}.`)) || names(attempt).length > 0;
  const forget = (attempt) => disk((on) => Object.keys(on).filter((n) => n.startsWith("relevo.") && n.split(".")[2] === attempt).forEach((n) => on.removeItem(n)));

  const token = () => document.querySelector('meta[name="form-token"]').content;

  // send brings one answer to the server and says what became of it:
  // "saved", "aside" (the test is over: kept for somebody to decide on), "refused" (does not
  // fit its question: kept here until it is corrected), "login", "offline" or "later".
  const send = async (attempt, item, answer) => {
    const url = `/attempts/${encodeURIComponent(attempt)}/`;
    if (answer.value.audio) { // what was said goes before the answer that refers to it
      const said = await import(vault.beside("recordings.js")).then(
        ({ bring }) => bring(`${url}recordings`, item, answer.value.audio),
        () => ({ outcome: "offline" }),
      );
      if (said.outcome !== "saved") return said;
    }
    const sent = JSON.stringify({ answers: [{ item, seq: answer.seq, device: answer.device, value: answer.value }] });
    let response;
    try {
      response = await fetch(`${url}answers`, {
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

  // sendAll brings everything that waits of an attempt, one answer after the other.
  const sendAll = async (attempt, onEach = () => {}) => {
    for (const [item, answer] of Object.entries(await all(attempt))) {
      if (answer.refused) continue;
      const result = await send(attempt, item, answer);
      if (result.outcome === "saved" || result.outcome === "aside") await drop(attempt, item, answer.seq);
      else if (result.outcome !== "refused") return onEach(item, answer, result), result;
      else if ((here.get(`${attempt}.${item}`) || answer).seq === answer.seq) await keep(attempt, item, { ...answer, refused: result.text || true });
      onEach(item, answer, result);
    }
    return { outcome: "saved" };
  };

  // attempts are those of which something waits here.
  const attempts = () => [...new Set((disk((on) => Object.keys(on).filter((n) => n.startsWith(prefix))) || []).map((n) => n.slice(prefix.length).split(".")[0]))];

  return { all, keep, drop, given, waits, any, forget, sendAll, attempts };
})();

// The page between relevo's and a unit of a course package, on the host of packages. It has
// the interface that units look for in the window above them, and sends what they keep: as
// it goes on, and once more when the page is left.
"use strict";

(() => {
  const { parent: home, launch, keep, standard, unit, visit, state } = document.body.dataset;
  const old = standard === "1.2";

  const say = (message) => window.parent.postMessage({ relevo: "package", ...message }, home);

  // What the unit has at this moment, element by element.
  let api;
  const held = () => {
    const data = {};
    for (const [name, value] of Object.entries(api.renderCommitCMI(true))) {
      if (value === null || value === "" || !["string", "number", "boolean"].includes(typeof value)) continue;
      data[name.replace(/\[(\d+)\]/g, ".$1")] = String(value);
    }
    return data;
  };

  let seq = 0; // of what was last written down
  let kept = 0; // of what the server has
  let finished = false;
  let changed = false; // since it was last written down
  let leaving = false;
  let pending = null; // what was last written down
  let timer = 0;

  const write = () => {
    clearTimeout(timer);
    timer = 0;
    changed = false;
    pending = { unit, visit, seq: ++seq, finished, data: held() };
    if (keep) say({ say: "keeping", pending });
  };

  let sending = false;
  let patience = 4000;
  const send = async () => {
    if (!keep || sending || !pending || kept >= pending.seq) return;
    sending = true;
    const now = pending;
    const problem = await post(now);
    sending = false;
    if (problem === null) {
      patience = 4000;
      if (pending.seq > now.seq) send();
      return;
    }
    say({ say: "failed", status: problem });
    if (problem === 0 || problem >= 500) {
      setTimeout(send, patience);
      patience = Math.min(2 * patience, 60000);
    }
  };

  // post gives null when the server has it, its status when it refused, 0 when it was not reached.
  const post = async (what) => {
    const body = JSON.stringify(what);
    try {
      const answer = await fetch(keep, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body,
        keepalive: body.length < 60000,
      });
      if (!answer.ok) return answer.status;
      const { done, newer } = await answer.json();
      if (what.visit === visit) kept = Math.max(kept, what.seq);
      say({ say: "kept", visit: what.visit, seq: what.seq, done, newer });
      return null;
    } catch {
      return 0;
    }
  };

  // While the page is left, nobody waits for an answer: the browser sends by itself.
  const beacon = () => {
    if (changed || !pending) write();
    if (keep && kept < pending.seq) navigator.sendBeacon(keep, new Blob([JSON.stringify(pending)], { type: "application/json" }));
  };

  const heard = (at) => {
    changed = true;
    if (at === "end") finished = true;
    if (leaving) {
      beacon();
    } else if (at) {
      write();
      send();
    } else if (!timer) {
      timer = setTimeout(() => {
        write();
        send();
      }, 1500);
    }
  };
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (changed || (pending && kept < pending.seq)) beacon();
  });
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed) return;
    write(); // a telephone may end the page without another word
    send();
  });

  const begin = async (left) => {
    if (left && keep) {
      // The device has something of an earlier visit that the server may not have.
      const problem = await post(left);
      if (problem === null) {
        location.reload(); // and go on from there
        return;
      }
      if (problem === 0 || problem >= 500) {
        say({ say: "failed", status: 0 });
        setTimeout(() => begin(left), patience);
        return;
      }
      say({ say: "kept", visit: left.visit, seq: left.seq }); // it will never be taken: let it be
    }
    const settings = {
      autocommit: false,
      lmsCommitUrl: false,
      dataCommitFormat: "flattened",
      autoCompleteLessonStatus: true, // who says nothing of the status is through when it says goodbye (1.2)
      mastery_override: true,
      logLevel: 5,
      uninitializedGetLogLevel: 5,
    };
    api = old ? new Scorm12API(settings) : new Scorm2004API(settings);
    api.loadFromFlattenedJSON(JSON.parse(state));
    const [set, commit, end] = old ? ["LMSSetValue", "LMSCommit", "LMSFinish"] : ["SetValue", "Commit", "Terminate"];
    api.on(set, () => heard(""));
    api.on(commit, () => heard("commit"));
    api.on(end, () => heard("end"));
    // The library takes the status it begins with for one that the unit has set.
    api.on("LMSInitialize", () => (api.statusSetByModule = api.cmi.core.lesson_status !== "not attempted"));
    if (old) window.API = api;
    else window.API_1484_11 = api;
    const content = document.querySelector("iframe");
    content.addEventListener("load", () => say({ say: "playing" }), { once: true });
    content.src = launch;
  };

  let begun = false;
  window.addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== window.parent || !event.data || event.data.relevo !== "package") return;
    if (event.data.say === "again") send();
    if (event.data.say === "begin" && !begun) {
      begun = true;
      begin(event.data.pending);
    }
  });
  say({ say: "ready" });
})();

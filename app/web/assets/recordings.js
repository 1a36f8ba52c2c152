// Answers by voice. What was said stays on the device until the server has it; the
// answer then refers to it by its SHA-256, which is the name of its file.
import { openDB } from "./idb.js";

const kept = () => openDB("relevo.recordings", 1, {
  upgrade: (db) => db.createObjectStore("said"),
  blocking: (version, blocked, event) => event.target.close(), // somebody logs out and wipes
});

// What was said is sealed on the device (vault.js).
const put = async (blob, name) => {
  const record = await vault.seal(await blob.arrayBuffer(), name);
  if (!record) throw new Error("nothing can be sealed here");
  await (await kept()).put("said", { ...record, type: blob.type }, name);
};
const get = async (name) => {
  const record = await (await kept()).get("said", name);
  const bytes = await vault.open(record, name);
  return bytes && new Blob([bytes], { type: record.type });
};
const token = () => document.querySelector('meta[name="form-token"]').content;

const nameOf = async (blob) => {
  const sum = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
};

// bring sends a recording that waits on the device, and tells as attempt.js does what
// became of it. One that is not here has arrived before.
export const bring = async (url, item, name) => {
  let blob;
  try {
    blob = await get(name);
  } catch {
    return { outcome: "saved" }; // nothing is kept on this device: the answer will say
  }
  if (!blob) return { outcome: "saved" };
  const body = new FormData();
  body.append("item", item);
  body.append("recording", blob, "respuesta");
  let response;
  try {
    response = await fetch(url, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-Form-Token": token() }, body });
  } catch {
    return { outcome: "offline" };
  }
  if (response.ok) {
    await (await kept()).delete("said", name);
    return { outcome: "saved" };
  }
  if (response.status === 401 || response.status === 403) return { outcome: "login" };
  if (response.status === 422) {
    const problem = await response.json().catch(() => ({}));
    return { outcome: "refused", text: (problem.errors && problem.errors[0] && problem.errors[0].message) || problem.detail || problem.title };
  }
  return { outcome: "later" };
};

const longest = 10 * 60; // seconds; the recorder stops by itself

const format = () => ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"].find((kind) => MediaRecorder.isTypeSupported(kind));

// Where the browser can record, the page offers it; the field for a file stays for where it
// cannot, and for a recording made elsewhere.
const box = document.querySelector("[data-recorder]");
if (box && window.MediaRecorder && navigator.mediaDevices && crypto.subtle && format()) {
  const form = box.closest("form");
  const button = box.querySelector("[data-record]");
  const label = button.querySelector("span");
  const line = box.querySelector("[data-record-line]");
  const audio = form.querySelector('input[name="audio"]');
  const player = box.querySelector("audio");
  const drop = box.querySelector("[data-record-drop]");
  const { saidStart, saidAgain, saidStop, saidRecording, saidRefused, saidKept } = box.dataset;
  let recorder = null;
  let clock = 0;

  const show = () => {
    const there = audio.value !== "";
    player.hidden = !there;
    drop.hidden = !there;
    label.textContent = recorder ? saidStop : there ? saidAgain : saidStart;
    button.setAttribute("aria-pressed", String(recorder !== null));
  };

  const take = async (blob) => {
    const name = await nameOf(blob);
    try {
      await put(blob, name);
    } catch {
      // a full device or a private window: it goes with the form
      const list = new DataTransfer();
      list.items.add(new File([blob], "respuesta", { type: blob.type }));
      form.querySelector('input[name="recording"]').files = list.files;
      line.textContent = saidKept;
      return;
    }
    audio.value = name;
    player.src = URL.createObjectURL(blob);
    line.textContent = "";
    show();
    form.dispatchEvent(new Event("input"));
  };

  const stop = () => {
    clearInterval(clock);
    if (recorder && recorder.state !== "inactive") recorder.stop();
  };

  const start = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      line.textContent = saidRefused;
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream, { mimeType: format(), audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      const blob = new Blob(pieces, { type: recorder.mimeType });
      recorder = null;
      show();
      if (blob.size) take(blob);
    });
    recorder.start(1000);
    const began = performance.now();
    const tick = () => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      line.textContent = saidRecording.replace("{time}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
      if (seconds >= longest) stop();
    };
    tick();
    clock = setInterval(tick, 1000);
    show();
  };

  button.addEventListener("click", () => (recorder ? stop() : start()));
  drop.addEventListener("click", () => {
    audio.value = "";
    player.removeAttribute("src");
    show();
    button.focus();
    form.dispatchEvent(new Event("input"));
  });
  window.addEventListener("pagehide", stop);
  // A page that comes back with what was said but not sent plays it from the device.
  if (audio.value && !player.getAttribute("src")) {
    get(audio.value).then((blob) => blob && (player.src = URL.createObjectURL(blob)), () => {});
  }
  form.addEventListener("relevo:filled", () => {
    show();
    get(audio.value).then((blob) => blob && (player.src = URL.createObjectURL(blob)), () => {});
  });
  button.hidden = false;
  box.querySelector("[data-record-file]").open = false;
  box.querySelector("[data-record-plain]")?.remove();
  show();
}

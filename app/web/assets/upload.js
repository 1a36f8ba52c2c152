// Shows how far an upload is. The plain form uploads without any of this.
"use strict";

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const box = form.querySelector("[data-uploading]");
    const files = box ? [...form.querySelectorAll('input[type="file"]')] : [];
    if (!files.some((field) => field.files.length)) return; // the server says what is missing
    event.preventDefault();
    const submit = form.querySelector('[type="submit"]');
    if (submit.disabled) return; // on its way already

    const line = box.querySelector("[data-line]");
    const bar = box.querySelector("progress");
    const cancel = box.querySelector("[data-cancel]");
    const request = new XMLHttpRequest();
    const say = (text) => {
      if (line.textContent !== text) line.textContent = text;
    };
    const stop = (text) => {
      say(text);
      bar.hidden = cancel.hidden = true;
      submit.disabled = false;
      submit.focus();
    };

    // Every tenth is said, not every packet: it is read aloud.
    const progress = (percent) => {
      bar.value = percent;
      say(box.dataset.saidUploading.replace("{percent}", Math.floor(percent / 10) * 10));
    };
    request.upload.addEventListener("progress", (e) => e.lengthComputable && progress((100 * e.loaded) / e.total));
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value"); // how long reading takes is not known
      cancel.hidden = true;
      say(box.dataset.saidReading);
    });
    request.addEventListener("abort", () => stop(box.dataset.saidCancelled));
    request.addEventListener("error", () => stop(box.dataset.saidFailed));
    request.addEventListener("load", () => {
      const next = request.getResponseHeader("X-See");
      if (next) {
        location.assign(next);
        return;
      }
      // A page that says what is wrong takes this one's place.
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = page.querySelector("main");
      if (!main) {
        stop(box.dataset.saidFailed);
        return;
      }
      document.title = page.title;
      document.querySelector("main").replaceWith(main);
      main.focus();
    });
    cancel.onclick = () => request.abort();

    box.hidden = bar.hidden = cancel.hidden = false;
    submit.disabled = true;
    progress(0);
    const body = new FormData(form, event.submitter);
    request.open("POST", form.getAttribute("action")); // a field may be called action
    request.setRequestHeader("X-Upload", "1");
    request.send(body);
  },
  true,
);

// Back from the next page, the form is as it was.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[data-uploading]").forEach((box) => {
    box.hidden = true;
    box.closest("form").querySelector('[type="submit"]').disabled = false;
  });
});

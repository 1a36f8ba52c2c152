// Comfort for those whose browser runs scripts; every page works without.
"use strict";

// Requests that htmx sends carry the proof that they come from our page.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="form-token"]');
  if (token) event.detail.headers["X-Form-Token"] = token.content;
});

// A menu closes when one goes elsewhere or presses Escape.
const menus = ".site-head details[open]";
document.addEventListener("click", (event) => {
  document.querySelectorAll(menus).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(menus).forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// When the login has ended, people log in again in place: what was typed stays. Long forms ask before they
// are sent; of others the server holds what was typed.
const meta = document.querySelector('meta[name="form-token"]');
const again = document.currentScript.src.replace("relevo.js", "again.js");
window.addEventListener("submit", async (event) => {
  const form = event.target;
  const long = form.querySelector("textarea, [type=file]") || form.elements.length > 8;
  if (!long || form.method !== "post" || !meta.dataset.account || form.dataset.attempt || form.dataset.alive || !navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.alive = "yes";
  try {
    const { alive, logIn } = await import(again);
    if (!(await alive()) && !(await logIn())) return;
    form.requestSubmit(event.submitter);
  } catch {
    form.requestSubmit(event.submitter);
  } finally {
    delete form.dataset.alive;
  }
}, true);
document.addEventListener("htmx:responseError", async ({ detail }) => {
  if (![401, 403].includes(detail.xhr.status) || !meta.dataset.account) return;
  const { alive, logIn } = await import(again);
  if (!(await alive()) && (await logIn())) htmx.trigger(detail.elt, detail.requestConfig.triggeringEvent.type);
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});

// A link from the list of corrections leads to the field itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest('.alert a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});

// A page shown again from the browser's memory must not send an old token.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Ctrl+K, or the sign in the head of the page, opens the palette. It is fetched when it is wanted first.
const finder = document.querySelector("[data-palette]");
if (finder) {
  const find = async (event) => {
    event.preventDefault();
    try {
      const { open } = await import(finder.dataset.palette);
      open(finder.dataset);
    } catch {
      location.assign(finder.href);
    }
  };
  finder.addEventListener("click", find);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") find(event);
  });
}

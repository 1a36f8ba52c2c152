// Logging in again in place: the page stays as it is, with all that was typed. Fetched when it is wanted first.
const meta = document.querySelector('meta[name="form-token"]');
const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
// A visitor's language would be the browser's: the dialog speaks the page's.
const ask = (path, { headers, ...options } = {}) => fetch(path, { credentials: "same-origin", ...options, headers: { ...headers, "Accept-Language": document.documentElement.lang } });

// alive tells whether the account that opened this page is logged in, and renews what its forms are sent with.
export const alive = async () => {
  const response = await ask("/device", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
  if (response.status === 401) return false;
  if (!response.ok) throw new Error(String(response.status));
  const { token, account } = await response.json();
  if (meta.dataset.account && account !== meta.dataset.account) return null; // somebody else
  meta.content = token;
  document.querySelectorAll('input[name="_token"]').forEach((field) => { field.value = token; });
  return true;
};

let open = null;
export const logIn = () => (open ||= inPlace().finally(() => { open = null; }));

const inPlace = () => new Promise((resolve, reject) => {
  const dialog = Object.assign(document.createElement("dialog"), { className: "ask" });
  dialog.setAttribute("aria-labelledby", "again-title");
  let asides = null;

  const done = (said) => {
    dialog.close();
    dialog.remove();
    resolve(said);
  };

  // show puts the form of a page of ours into the dialog.
  const show = (page) => {
    const form = page.querySelector('main form[action="/login"], main form[action$="/second/give"]');
    asides ||= page.querySelector("[data-again]");
    dialog.replaceChildren();
    const title = Object.assign(document.createElement("h2"), { id: "again-title", textContent: page.querySelector("h1").textContent });
    dialog.append(title, ...page.querySelectorAll("main .lead, main .alert"));
    if (form) {
      for (const one of [form, ...form.querySelectorAll("*")]) { // the page beneath may have the same
        for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
          if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(/\S+/g, "again-$&"));
        }
        if (one.matches('.alert a[href^="#"]')) one.setAttribute("href", one.getAttribute("href").replace("#", "#again-"));
      }
      form.addEventListener("submit", send);
      dialog.append(form);
    }
    if (asides) {
      asides.hidden = false;
      asides.querySelector("[data-again-there]").onclick = check;
      asides.querySelector("[data-again-not]").onclick = () => done(false);
      dialog.append(asides);
    }
    const field = [...dialog.querySelectorAll("input:not([type=hidden])")].find((f) => !f.value);
    if (field) field.focus();
  };

  // check sees whether that was enough.
  const check = async () => {
    const there = await alive();
    if (there && self.vault) await vault.renew();
    if (there) return done(true);
    show(await parse(await ask(there === null ? "/login?again=other" : "/login?again=1")));
  };

  const send = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const response = await ask(form.getAttribute("action"), { method: "POST", headers: { "X-Upload": "1" }, body: new URLSearchParams(new FormData(form)) });
      if (response.headers.get("X-See")) await check();
      else show(await parse(response));
    } catch {
      button.disabled = false; // no line: it can be pressed again
    }
  };

  dialog.addEventListener("cancel", () => done(false));
  ask("/login?again=1").then(parse).then((page) => {
    show(page);
    document.body.append(dialog);
    dialog.showModal();
    const field = dialog.querySelector("input:not([type=hidden])");
    if (field) field.focus();
  }).catch(reject);
});

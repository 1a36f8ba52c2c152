// The palette: Ctrl+K opens one line in which one types where to go. It knows the
// menu of the page at once and asks the server for the rest.
"use strict";

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("palette.css", import.meta.url).href;
const dressed = new Promise((resolve) => {
  style.onload = style.onerror = resolve;
});
document.head.append(style);

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// open shows the palette. said has its words, which the page brings.
export const open = async (said) => {
  await dressed;
  if (document.querySelector("dialog.palette")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", said.label);
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const foot = document.createElement("p");
  for (const [name, value] of Object.entries({
    type: "search", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": said.label, placeholder: said.label, autocomplete: "off", spellcheck: "false",
  })) input.setAttribute(name, value);
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", said.label);
  foot.setAttribute("role", "status");
  foot.textContent = said.keys;
  dialog.append(input, list, foot);

  const seen = new Set();
  const places = [...document.querySelectorAll(".menu-wide a, .foot-links a, .account-panel a")]
    .map((a) => ({ text: a.textContent.trim(), href: a.getAttribute("href"), kind: said.menu }))
    .filter((place) => !seen.has(place.href) && seen.add(place.href));

  let current = 0;
  const select = (at) => {
    const options = list.children;
    if (!options.length) return input.removeAttribute("aria-activedescendant");
    current = (at + options.length) % options.length;
    [...options].forEach((option, i) => option.setAttribute("aria-selected", i === current ? "true" : "false"));
    options[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[current].id);
  };
  const show = (results) => {
    list.replaceChildren(...results.map((result, i) => {
      const option = document.createElement("li");
      option.id = `palette-${i}`;
      option.setAttribute("role", "option");
      option.dataset.href = result.href;
      const name = document.createElement("strong");
      name.textContent = result.text;
      const kind = document.createElement("span");
      kind.textContent = [result.kind, result.note].filter(Boolean).join(" · ");
      option.append(name, kind);
      return option;
    }));
    select(0);
  };
  const own = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    return places.filter((place) => words.every((word) => fold(place.text).includes(word)));
  };

  let asked = null;
  const ask = async () => {
    const text = input.value.trim();
    show(own());
    asked?.abort();
    if (text.length < 2) return;
    asked = new AbortController();
    try {
      const response = await fetch(`/search?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (!response.ok) throw new Error(response.status);
      const found = [...own(), ...await response.json()];
      show(found);
      foot.textContent = found.length ? said.keys : said.none;
    } catch (problem) {
      if (problem.name !== "AbortError") foot.textContent = said.failed;
    }
  };
  let wait = 0;
  input.addEventListener("input", () => {
    show(own());
    clearTimeout(wait);
    wait = setTimeout(ask, 150); // not at each letter of a fast typist
  });

  const go = (option) => {
    if (option) location.assign(option.dataset.href);
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(current + 1);
    else if (event.key === "ArrowUp") select(current - 1);
    else if (event.key === "Enter") go(list.children[current]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());

  document.body.append(dialog);
  dialog.showModal();
  show(own());
  input.focus();
};

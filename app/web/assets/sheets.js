// Sheets on paper: prints the page, and leads through the grid by keyboard: Enter
// goes to the next question, and an answer of one letter goes on by itself.
"use strict";

(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const grid = document.querySelector("[data-key-grid]");
  if (!grid) return;
  const fields = [...grid.querySelectorAll("input:not([type=hidden]), textarea")];
  const next = (field) => {
    const at = fields.indexOf(field);
    const to = fields[at + 1] || grid.querySelector("button[type=submit]");
    to.focus();
    if (to.select) to.select();
  };
  fields.forEach((field) => {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || field.tagName === "TEXTAREA") return;
      event.preventDefault(); // the form is sent by its button alone
      next(field);
    });
    field.addEventListener("input", (event) => {
      if (field.dataset.most === "1" && field.value.length === 1 && event.inputType === "insertText") next(field);
    });
  });
  const wrong = grid.querySelector("[aria-invalid=true]");
  (wrong || fields.find((f) => f.name.startsWith("q_")) || fields[0]).focus();
})();

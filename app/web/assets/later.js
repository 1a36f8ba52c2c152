// What found no place is sent again by itself.
const later = document.querySelector("[data-after]");
setTimeout(() => later.querySelector("form").requestSubmit(), 1000 * later.dataset.after);

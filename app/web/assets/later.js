// What found no place is sent again by itself.
const later = document.querySelector("form[data-after]");
setTimeout(() => later.requestSubmit(), 1000 * later.dataset.after);

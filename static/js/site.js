// Small comforts for pages that work without this file.

// A line of the error summary puts the cursor into its field, not only the page to its place.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const field = document.querySelector(link.hash)?.querySelector("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  document.querySelector(link.hash).scrollIntoView();
  field.focus({ preventScroll: true });
});

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// Coming back by the browser's arrow, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A menu of the header closes by Escape and by a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.fold[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.fold")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details.fold[open]");
  closeMenus();
  open?.querySelector("summary").focus();
});

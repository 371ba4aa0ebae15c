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

// A password is shown while its button is pressed in, and hidden again before it is sent.
for (const field of document.querySelectorAll("input[type='password'][data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-link show-password";
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? field.dataset.hide : field.dataset.show;
  };
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  show(false);
  field.after(button);
}

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

// What was typed into the filters while an answer was on its way does not go with the answer.
let asked = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches(".catalogue-form")) asked = new FormData(event.target);
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (!asked || target.id !== "filters") return;
  for (const field of target.querySelectorAll("input[id], select[id]")) {
    const fresh = fragment.querySelector(`#${CSS.escape(field.id)}`);
    if (!fresh) continue;
    const sent = asked.getAll(field.name);
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked !== sent.includes(field.value)) fresh.checked = field.checked;
    } else if (field.value !== (sent[0] ?? "")) {
      fresh.value = field.value;
    }
  }
});

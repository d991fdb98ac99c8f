/* What a session's pages do beside htmx: keep what is typed until it is saved, and put the focus where the group goes
   on. Without scripts everything works; then the browser itself keeps a form that could not be sent. */

const PREFIX = "samson.draft:";

const key = () => PREFIX + location.pathname;

const isKept = (field) => field.name && !field.name.startsWith("_") && field.type !== "submit";

const hasChoice = (field) => field.type === "radio" || field.type === "checkbox";

function typed(form) {
  const draft = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    draft[field.name] ??= [];
    if (!hasChoice(field) || field.checked) draft[field.name].push(field.value);
  }
  return draft;
}

function restore(form, draft) {
  for (const field of form.elements) {
    if (!isKept(field) || !(field.name in draft)) continue;
    if (hasChoice(field)) field.checked = draft[field.name].includes(field.value);
    else field.value = draft[field.name][0] ?? "";
    if (field.type !== "hidden" && field.value) field.closest("details")?.setAttribute("open", "");
  }
}

/* What people see and change; hidden fields only say what the page showed. */
function differs(form, draft) {
  const now = typed(form);
  const shown = [...form.elements].filter((field) => isKept(field) && field.type !== "hidden");
  return shown.some(({ name }) => name in draft && String(draft[name]) !== String(now[name]));
}

function keep(event) {
  const form = event.target.closest("form[data-draft]");
  if (form) sessionStorage.setItem(key(), JSON.stringify(typed(form)));
}

function bringBack() {
  const form = document.querySelector("form[data-draft]");
  const kept = sessionStorage.getItem(key());
  if (!form || !kept || document.querySelector(".refusal, .ds-error-summary")) return;
  const draft = JSON.parse(kept);
  if (!differs(form, draft)) {
    sessionStorage.removeItem(key());
    return;
  }
  restore(form, draft);
  document.getElementById("draft-notice").hidden = false;
}

/* The button that was pressed last: whoever adds an action goes on adding. */
let pressed = null;

function goOn() {
  if (document.activeElement !== document.body) return;
  const stays = pressed && (pressed.value === "stay" || pressed.name === "withdraw");
  const place = (stays && document.getElementById("action")) || document.getElementById("content");
  place.focus({ preventScroll: !stays });
  document.getElementById("announcement").textContent = document.title;
}

document.addEventListener("input", keep);

document.addEventListener("submit", (event) => {
  pressed = event.submitter;
  if (event.target.matches(".sign-out")) sessionStorage.clear();
});

document.addEventListener("click", (event) => {
  if (event.target.id !== "discard-draft") return;
  sessionStorage.removeItem(key());
  location.reload();
});

/* Saved: the answer came from a page of the workspace. An expired session answers with the sign-in page instead. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.requestConfig.elt.matches("form[data-draft]")) return;
  const { status, responseURL } = detail.xhr;
  if (status < 400 && new URL(responseURL).pathname.startsWith("/w/")) sessionStorage.removeItem(key());
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== document.body) return;
  bringBack();
  goOn();
});

bringBack();

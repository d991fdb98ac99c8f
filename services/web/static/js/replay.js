/* The slider of a history: what it stands at is said at once, and what happened there once it rests. Without scripts
   a button shows the moment. */

const REST = 500;

let resting;

const slider = () => document.getElementById("step");

function name(step) {
  slider().setAttribute("aria-valuetext", slider().dataset.words.replace("#", step));
}

function mark(step) {
  for (const link of document.querySelectorAll(".event [aria-current]")) link.removeAttribute("aria-current");
  document.querySelector(`.event[data-step="${step}"] .event-told a`)?.setAttribute("aria-current", "step");
  for (const field of document.querySelectorAll("input[data-follows]")) field.value = step;
}

function say(words) {
  clearTimeout(resting);
  resting = setTimeout(() => {
    document.getElementById("announcement").textContent = words;
  }, REST);
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "step" && target === slider()) name(target.value);
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const moment = document.getElementById("moment");
  if (!moment || moment.dataset.settled) return;
  moment.dataset.settled = "yes";
  const { step, said } = moment.dataset;
  if (document.activeElement !== slider()) slider().value = step;
  name(slider().value);
  mark(step);
  if (detail.target !== document.body) say(said);
});

/* Keying in an answer sheet: one key fills a field and goes on to the next. The page says which keys. Without scripts
   the fields are plain ones, and take the same marks. */

const FIELD = "input.sheet-answer";

const answers = (within) => [...within.querySelectorAll(FIELD)];

/* What the newest key means; a whole 10 may also be typed or pasted. Nothing for what is no mark. */
function mark(typed) {
  if (typed.trim() === "10") return "10";
  const last = typed.trim().at(-1) ?? "";
  if (/^[0-9]$/.test(last)) return last;
  if (/^[xt]$/i.test(last)) return "10";
  return /^[-–−]$/.test(last) ? "-" : null;
}

function say(words) {
  document.getElementById("announcement").textContent = words;
}

function goTo(form, place) {
  const all = answers(form);
  const before = form.querySelector("[name=side]:checked") ?? form.querySelector("[name=side]");
  (place < 0 ? before : all[place] ?? form.querySelector("button[type=submit]")).focus();
}

function goBy(field, steps) {
  goTo(field.form, answers(field.form).indexOf(field) + steps);
}

/* To the same line of the action field before or after. */
function goBeside(field, steps) {
  const columns = [...field.form.querySelectorAll(".sheet-field")].map(answers).filter((column) => column.length);
  const here = columns.findIndex((column) => column.includes(field));
  const there = columns[here + steps];
  there?.[Math.min(columns[here].indexOf(field), there.length - 1)].focus();
}

/* Before the draft is kept, which is to hold what the field holds. */
document.addEventListener(
  "input",
  ({ target: field, isComposing }) => {
    if (isComposing || !field.matches(FIELD)) return;
    const meant = field.value ? mark(field.value) : "";
    if (meant === null) {
      field.value = field.dataset.kept ?? field.defaultValue;
      say(field.form.dataset.unknown);
      return;
    }
    field.value = field.dataset.kept = meant;
    if (!meant) return;
    say(`${field.name.replace("answer-", "")}: ${meant}`);
    goBy(field, 1);
  },
  true,
);

const KEYS = {
  Enter: (field) => goBy(field, 1),
  ArrowDown: (field) => goBy(field, 1),
  ArrowUp: (field) => goBy(field, -1),
  ArrowRight: (field) => goBeside(field, 1),
  ArrowLeft: (field) => goBeside(field, -1),
  Backspace: (field) => goBy(field, -1),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === "Enter" && target.matches(".answer-sheet [name=side]")) {
    event.preventDefault();
    goTo(target.form, 0);
  }
  if (!target.matches(FIELD) || !(key in KEYS) || (key === "Backspace" && target.value)) return;
  event.preventDefault();
  KEYS[key](target);
});

document.addEventListener("focusin", ({ target }) => {
  if (target.matches(FIELD)) target.select();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const told = detail.target === document.body && document.querySelector("[data-announce]");
  if (told) say(told.innerText);
});

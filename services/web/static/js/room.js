/* A phone in a live session: follows the group, and sends private answers until they have arrived. What is chosen is
   kept on the phone first and sent afterwards, so that a lost network loses nothing; the server counts a device once
   however often it sends. Without scripts the page is loaded again by its link, and a button sends. */

import { line } from "./line.js";

const room = document.getElementById("room");
const { events, home, back } = room.dataset;

const REST = 500; /* Milliseconds from the last choice to sending, for those who walk along the scale. */
const AGAIN = 3000; /* Between attempts while the network is away. */

const PENDING = `samson.pending:${home}`;
const OWN = `samson.own:${home}`;

const kept = (name) => JSON.parse(localStorage.getItem(name) ?? "{}");

function keep(name, question, answer) {
  const answers = kept(name);
  if (answer === undefined) delete answers[question];
  else answers[question] = answer;
  localStorage.setItem(name, JSON.stringify(answers));
}

const now = () => document.querySelector(".now");

const announce = (words) => {
  document.getElementById("announcement").textContent = words;
};

const token = () => document.querySelector("header [name=_csrf_token]");

function forget() {
  for (const name of [OWN, PENDING]) localStorage.removeItem(name);
}

/* For everybody to see and to hear, until the group is somewhere else. */
function notice(words) {
  const told = document.getElementById("told");
  told.textContent = words;
  told.hidden = !words;
}

/* The own answer */

function showOwn() {
  const { question } = now().dataset;
  if (!question) return;
  const own = kept(OWN)[question];
  const form = now().querySelector("form.ballot");
  if (form) {
    form.querySelector("[name=_csrf_token]").value ||= token().value;
    const chosen = form.querySelector("[name=answer]:checked");
    if (own !== undefined && (!chosen || chosen.value === "" || question in kept(PENDING))) choose(form, own);
    tell(form, question in kept(PENDING) ? "kept" : own ? "saved" : "");
  }
  const said = now().querySelector(".own-answer");
  if (said) said.hidden = true;
  if (said && own && !(question in kept(PENDING))) {
    said.textContent = own === "not_relevant" ? said.dataset.notRelevant : said.dataset.words.replace("#", own);
    said.hidden = false;
  }
}

function choose(form, answer) {
  for (const field of form.querySelectorAll("[name=answer]")) field.checked = field.value === answer;
}

function tell(form, what, words = "") {
  const saving = form.querySelector(".saving");
  saving.textContent = words || (what ? saving.dataset[what] : "");
}

/* Sending */

let resting;
let sending = false;

const formOf = (question) =>
  now().dataset.question === question ? now().querySelector("form.ballot") : null;

async function send() {
  if (sending) return;
  sending = true;
  try {
    /* What is chosen while something is on its way is sent after it. */
    for (let waiting = Object.entries(kept(PENDING)); waiting.length; waiting = Object.entries(kept(PENDING)))
      for (const [question, answer] of waiting) await sendOne(question, answer);
  } catch {
    const form = formOf(Object.keys(kept(PENDING))[0]);
    if (form) tell(form, "kept");
    setTimeout(send, AGAIN);
  } finally {
    sending = false;
  }
}

async function sendOne(question, answer) {
  const body = new URLSearchParams({ question, answer, _csrf_token: token().value });
  const response = await fetch(`${home}/ballots`, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(10000),
  });
  if (response.status === 403) await renewToken();
  if (response.status >= 500 || [403, 429].includes(response.status)) throw new Error("later");
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const { said = "", later = false } = isJson ? await response.json() : {};
  if (later) throw new Error("later");
  if (kept(PENDING)[question] === answer) keep(PENDING, question);
  const refused = !response.ok;
  if (refused) keep(OWN, question);
  const form = formOf(question);
  if (form) tell(form, "", refused ? "" : said);
  if (refused) notice(said);
  if (!form) showOwn();
}

/* The cookie of the forms is gone or another one: a page that is asked for anew has the token that fits. */
async function renewToken() {
  const page = new DOMParser().parseFromString(await (await fetch(home)).text(), "text/html");
  token().value = page.querySelector("header [name=_csrf_token]").value;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form.ballot");
  if (!form || target.name !== "answer") return;
  const question = form.querySelector("[name=question]").value;
  keep(PENDING, question, target.value);
  keep(OWN, question, target.value === "" ? undefined : target.value);
  tell(form, "sending");
  clearTimeout(resting);
  resting = setTimeout(send, REST);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.ballot")) {
    event.preventDefault();
    send();
  }
  if (event.target.matches("form.leave")) forget();
});

window.addEventListener("online", send);

/* Following */

/* Where the group was when the page was made. A page that looks back shows something else. */
let mark = (document.getElementById("to-the-group") ?? now()).dataset.mark;

/* The question, field or value of a mark. */
const where = (one) => one.split("|")[1];

function show({ mark: next, html, numbers, said }) {
  if (back) {
    if (next !== mark) {
      mark = next;
      const link = document.getElementById("to-the-group");
      link.textContent = link.dataset.moved;
      announce(link.dataset.moved);
    }
    return;
  }
  if (next !== mark) {
    if (where(next) !== where(mark)) notice("");
    mark = next;
    if (next.startsWith("over|")) forget();
    const had = document.getElementById("now").contains(document.activeElement);
    document.getElementById("now").innerHTML = html;
    showOwn();
    announce(said);
    window.scrollTo({ top: 0 });
    if (had) document.getElementById("now-title").focus({ preventScroll: true });
  }
  const written = now().querySelector(".numbers");
  if (written && written.textContent !== numbers) written.textContent = numbers;
}

function lost(isLost) {
  const notice = document.getElementById("line-lost");
  if (notice.hidden !== isLost) return;
  notice.hidden = !isLost;
  notice.textContent = isLost ? notice.dataset.words : "";
}

/* The session is over, or the server is only starting again. */
async function ask() {
  const { status } = await fetch(home).catch(() => ({}));
  if (status !== 410) return;
  forget();
  location.assign(home);
}

const followed = line({
  told: (data) => show(JSON.parse(data)),
  opened: () => {
    lost(false);
    send();
  },
  lost: () => lost(true),
  refused: ask,
});

document.documentElement.classList.add("with-scripts");
showOwn();
followed.open(events);
send();

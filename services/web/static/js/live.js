/* The live parts of the pages of whoever leads: filled again when something in the session is new. What is typed on
   the page is never touched. Without scripts a page shows how things stood when it was loaded. */

import { line } from "./line.js";

const ELAPSED = "samson.elapsed";
const MINUTE = 60000;
const LOOK = 2000;

let said = "";

const bar = () => document.getElementById("live-bar");

/* Whoever presses a button while it is filled again would press nothing: what came meanwhile is shown afterwards. */
let pressed = false;
let waiting = "";
let last = "";

function press() {
  pressed = true;
}

function release() {
  setTimeout(() => {
    pressed = false;
    if (waiting) show(waiting);
  });
}

for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, press);
for (const event of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(event, release);
window.addEventListener("blur", release);

function fill(id, html) {
  const part = document.getElementById(id);
  if (!part || part.innerHTML === html) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.innerHTML = html;
  const token = document.querySelector("header [name=_csrf_token]").value;
  for (const field of part.querySelectorAll("[name=_csrf_token]")) field.value = token;
  htmx.process(part);
  if (focused) (document.getElementById(focused) ?? document.getElementById("content")).focus({ preventScroll: true });
}

function show(data) {
  waiting = pressed ? data : "";
  if (pressed) return;
  last = data;
  const message = JSON.parse(data);
  for (const [id, html] of Object.entries(message.parts)) fill(id, html);
  if (message.said && message.said !== said) document.getElementById("announcement").textContent = message.said;
  said = message.said;
  tick();
}

const followed = line({ told: show });

function follow() {
  const wanted = bar()?.dataset.events ?? "";
  if (wanted && followed.isOpenAt(wanted)) {
    /* The page was loaded anew, perhaps from read models that lag: what was heard last is at least as new. */
    if (last) show(last);
    return;
  }
  last = "";
  followed.open(wanted);
}

/* How long the group has been here: shown to who wants to see it, in whole minutes, and told to nobody. */
function tick() {
  const time = document.querySelector(".elapsed");
  const button = document.getElementById("show-elapsed");
  if (!time || !button) return;
  const shown = localStorage.getItem(ELAPSED) === "yes";
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(time.dataset.since)) / MINUTE));
  time.textContent = time.dataset.words.replace("#", minutes);
  time.hidden = !shown;
  button.hidden = false;
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
}

document.addEventListener("click", ({ target }) => {
  if (target.id !== "show-elapsed") return;
  localStorage.setItem(ELAPSED, localStorage.getItem(ELAPSED) === "yes" ? "no" : "yes");
  tick();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== document.body) return;
  follow();
  tick();
});

setInterval(tick, LOOK);
follow();
tick();

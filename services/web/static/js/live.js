/* The live parts of the pages of whoever leads: filled again when something in the session is new. What is typed on
   the page is never touched. Without scripts a page shows how things stood when it was loaded. */

const AGAIN = 2000;
const SILENCE = 25000;
const ELAPSED = "samson.elapsed";
const MINUTE = 60000;

let source;
let address = "";
let heard = 0;
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
    if (waiting) show({ data: waiting });
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

function show({ data }) {
  heard = Date.now();
  waiting = pressed ? data : "";
  if (pressed) return;
  last = data;
  const message = JSON.parse(data);
  for (const [id, html] of Object.entries(message.parts)) fill(id, html);
  if (message.said && message.said !== said) document.getElementById("announcement").textContent = message.said;
  said = message.said;
  tick();
}

function follow() {
  const wanted = bar()?.dataset.events ?? "";
  if (wanted === address && source?.readyState === EventSource.OPEN) {
    /* The page was loaded anew, perhaps from read models that lag: what was heard last is at least as new. */
    if (last) show({ data: last });
    return;
  }
  source?.close();
  last = "";
  source = undefined;
  address = wanted;
  if (!wanted) return;
  heard = Date.now();
  source = new EventSource(wanted);
  source.onmessage = show;
  source.addEventListener("beat", () => {
    heard = Date.now();
  });
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN);
  };
}

/* How long the group has been here: shown to who wants to see it, in whole minutes, and told to nobody. */
function tick() {
  const line = document.querySelector(".elapsed");
  const button = document.getElementById("show-elapsed");
  if (!line || !button) return;
  const shown = localStorage.getItem(ELAPSED) === "yes";
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(line.dataset.since)) / MINUTE));
  line.textContent = line.dataset.words.replace("#", minutes);
  line.hidden = !shown;
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

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && Date.now() - heard > AGAIN) {
    source?.close();
    follow();
  }
});

setInterval(() => {
  tick();
  if (source && Date.now() - heard > SILENCE) {
    source.close();
    follow();
  }
}, AGAIN);

follow();
tick();

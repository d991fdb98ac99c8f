/* A line of server-sent events that keeps itself alive. A phone that wakes up, a network that comes back or a server
   that fell silent leads to a new one at once, which begins with the present state. Where the server refuses the line,
   it is asked more and more seldom. */

const AGAIN = 2000; /* Milliseconds: before asking again, and how old what was heard may be when a page is woken. */
const LONGEST = 30000;
const SILENCE = 25000; /* Longer than the server's heartbeat: the line is dead. */

const seen = () => document.visibilityState === "visible";

/* `told` gets each message; `opened`, `lost` and `refused` are called as they happen. */
export function line({ told, opened = () => {}, lost = () => {}, refused = () => {} }) {
  let source;
  let address = "";
  let heard = 0;
  let wait = AGAIN;

  const isOpen = () => source?.readyState === EventSource.OPEN;

  function open(wanted = address) {
    source?.close();
    source = undefined;
    address = wanted;
    if (!address) return;
    heard = Date.now();
    source = new EventSource(address);
    source.onopen = () => {
      heard = Date.now();
      wait = AGAIN;
      opened();
    };
    source.onmessage = ({ data }) => {
      heard = Date.now();
      told(data);
    };
    source.addEventListener("beat", () => {
      heard = Date.now();
    });
    source.onerror = () => {
      lost();
      if (source?.readyState !== EventSource.CLOSED) return;
      refused();
      setTimeout(() => isOpen() || open(), wait);
      wait = Math.min(2 * wait, LONGEST);
    };
  }

  document.addEventListener("visibilitychange", () => {
    if (seen() && (!isOpen() || Date.now() - heard > AGAIN)) open();
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && open());
  window.addEventListener("online", () => open());
  setInterval(() => {
    if (source && seen() && Date.now() - heard > SILENCE) open();
  }, AGAIN);

  return { open, isOpenAt: (wanted) => wanted === address && isOpen() };
}

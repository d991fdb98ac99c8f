/* What a page needs besides htmx: dialogs in browsers that can't open them by themselves, a plain word when the
   connection is lost, and quiet where something asks by itself. Without scripts the page still works. */

const opensByItself = "command" in HTMLButtonElement.prototype;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[commandfor]");
  if (!button || opensByItself) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  else dialog.close();
});

const notice = document.getElementById("connection-notice");

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    notice.hidden = false;
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) notice.hidden = true;
});

/* Nobody did anything that could have failed: what is there stays, and is asked for again. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.isError && detail.requestConfig.elt.matches("[hx-trigger*='every ']")) detail.shouldSwap = false;
});

// Two things HTML cannot do by itself: say that a request did not get through, and move the focus to what must be mended.
(() => {
  const show = (lost) => {
    const box = document.getElementById("no-connection");
    if (box) box.hidden = !lost;
  };
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.error instanceof TypeError) show(true);
  });
  document.addEventListener("htmx:after:request", () => show(false));
  // Once only: a later swap elsewhere on the page must not pull the focus back.
  const focus = () => {
    const found = document.querySelector("[data-focus]:not([data-focused])");
    found?.setAttribute("data-focused", "");
    found?.focus();
  };
  document.addEventListener("htmx:after:swap", focus);
  if (document.readyState !== "loading") focus();
})();

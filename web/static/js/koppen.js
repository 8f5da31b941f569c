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
  document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]")?.focus());
  if (document.readyState !== "loading") document.querySelector("[data-focus]")?.focus();
})();

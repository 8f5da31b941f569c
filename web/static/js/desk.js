// The organiser's desk: let the clock run between two messages, and ask before closing in a window instead of a page.
(() => {
  const clock = () => {
    const time = document.getElementById("clock");
    if (!time?.dataset.until) return;
    if (time.known !== time.dataset.now) {
      time.known = time.dataset.now; // the server's clock counts, whatever this machine's says
      time.ahead = Date.parse(time.dataset.now) - Date.now();
    }
    const left = Math.max(0, Math.ceil((Date.parse(time.dataset.until) - Date.now() - time.ahead) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  };
  setInterval(clock, 1000);
  document.addEventListener("htmx:after:swap", clock);
  clock();

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-window]");
    const frame = opener && document.getElementById(opener.dataset.window);
    if (frame) {
      event.preventDefault();
      frame.showModal();
      frame.querySelector("[tabindex='-1']")?.focus();
    }
    if (event.target.closest("dialog [data-shut]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
  });
})();

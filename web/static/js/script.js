// Puts the questions of a script in another order by dragging. The server does the moving: dropping presses a button.
(() => {
  const EDGE = 80; // px from the edge of the window: there the page scrolls along
  let drag = null;

  const rows = (list) => [...list.querySelectorAll(":scope > [data-row]")];

  const show = () => {
    for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
  };

  const place = (y) => {
    const { row, list } = drag;
    const below = rows(list).find((other) => {
      if (other === row) return false;
      const box = other.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    if (below ? below !== row.nextElementSibling : row !== list.lastElementChild) list.insertBefore(row, below ?? null);
  };

  const end = (dropped) => {
    if (!drag) return;
    const { row, list, from } = drag;
    drag = null;
    row.classList.remove("koppen-draaiboek__sleep");
    const to = rows(list).indexOf(row);
    if (!dropped || to === from) {
      list.insertBefore(row, rows(list).filter((other) => other !== row)[from] ?? null);
      return;
    }
    const form = list.closest("form");
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "do", value: `move:${from + 1}:${to + 1}`, hidden: true });
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    const row = grip.closest("[data-row]");
    const list = row.parentElement;
    drag = { row, list, from: rows(list).indexOf(row) };
    row.classList.add("koppen-draaiboek__sleep");
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (event.clientY < EDGE) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
    place(event.clientY);
  });
  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end(false);
  });
  document.addEventListener("htmx:after:swap", show);
  show();
})();

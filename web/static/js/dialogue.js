// The live dialogue: hold on to what is typed, show what the stream says should be shown, say when the connection is gone.
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const silence = 12000; // the stream speaks every five seconds: longer than this means that nobody is there
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // ---------- drafts ----------
  const prefix = `koppen-draft:${live.dataset.dialogue}:`;
  const position = () => byId("scene")?.dataset.position ?? "";
  const keyOf = (field) => field.form?.querySelector(field.name === "text" && field.dataset.draft !== "answer" ? "[name=reactionKey]" : "[name=idempotencyKey]");
  const read = (name) => JSON.parse(sessionStorage.getItem(prefix + name) ?? "null");
  const write = (name, draft) => sessionStorage.setItem(prefix + name, JSON.stringify(draft));
  const forget = (name) => sessionStorage.removeItem(prefix + name);
  const count = (field) => {
    const left = field.parentElement.querySelector("[data-left]");
    const length = [...field.value.trim()].length;
    if (left) left.textContent = length > field.dataset.limit * 0.8 ? `${length} / ${field.dataset.limit}` : "";
  };
  const keep = (field) => {
    count(field);
    if (field.value.trim()) write(field.dataset.draft, { text: field.value, key: keyOf(field)?.value, position: position() });
    else forget(field.dataset.draft);
  };
  const restore = () => {
    for (const done of all("[data-placed]")) {
      forget(done.dataset.placed);
      done.removeAttribute("data-placed");
    }
    for (const field of all("[data-draft]")) {
      const draft = read(field.dataset.draft);
      if (!field.value && draft) {
        field.value = draft.text;
        const key = keyOf(field);
        if (key && draft.key) key.value = draft.key;
        field.closest("details.koppen-reageer")?.setAttribute("open", "");
      }
      const earlier = field.parentElement.querySelector("[data-earlier]");
      if (earlier) earlier.hidden = !field.value || !draft || draft.position === position();
      const keeper = field.closest("[data-keeps]");
      if (keeper) keeper.hidden = !field.value;
      count(field);
    }
    if (byId("scene")?.dataset.key.startsWith("closed")) {
      Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)).forEach((key) => sessionStorage.removeItem(key));
    }
  };
  // A reaction that was not sent when its round closed becomes the text for the next question. A pause closes nothing.
  const round = (key) => key?.replace("-paused", "");
  const rescue = () => {
    if (round(byId("scene").dataset.key) === round(state?.key)) return;
    const left = all('[data-draft^="reaction:"]').find((field) => field.value.trim());
    if (left && !read("answer")) write("answer", { text: left.value, position: position() });
    if (left) forget(left.dataset.draft);
  };
  document.addEventListener("input", (event) => event.target.dataset?.draft && keep(event.target));

  // ---------- what the screen should show ----------
  let state = null;
  let planned = null;
  const typing = () => document.activeElement?.matches("textarea") && document.activeElement.value.trim() !== "";
  const later = (id, spread) => {
    if (planned) return;
    planned = setTimeout(() => {
      planned = null;
      const element = byId(id);
      if (element) htmx.trigger(element, `koppen:${id}`);
    }, Math.random() * spread);
  };
  const follow = () => {
    if (!state) return;
    if (byId("scene").dataset.key !== state.key) return later("scene", Math.min(state.people, 2000));
    if (byId("poll").dataset.key !== state.poll) return later("poll", Math.min(state.people, 2000));
    const waiting = document.querySelector("[data-waiting]");
    if (!waiting) return;
    waiting.dataset.waiting ||= state.statements;
    if (state.statements <= Number(waiting.dataset.waiting)) return;
    waiting.querySelector("[data-quiet]").hidden = typing();
    waiting.querySelector("[data-news]").hidden = !typing();
    if (!typing()) later("turn", Math.min(2.5 * state.people, 5000));
  };
  document.addEventListener("focusout", () => setTimeout(follow));

  // ---------- the connection ----------
  let connection = null;
  let heard = Date.now();
  const say = (lost) => {
    if (byId("lost-band").hidden === !lost) return;
    byId("lost-band").hidden = !lost;
    byId("band").hidden = lost;
    byId("lost").hidden = !lost;
    if (lost) byId("spoken").textContent = byId("lost-words").textContent;
  };
  const retry = () => {
    if (!connection) htmx.trigger(live, "koppen:connect");
    else if (connection.reader) connection.reader.cancel();
    else connection.delayCanceller?.();
  };
  const ended = () => state?.key === "closed-report" || !live.hasAttribute("hx-sse:connect");
  live.addEventListener("htmx:sse:before:connection", (event) => (connection = event.detail.connection));
  live.addEventListener("htmx:sse:close", () => (connection = null));
  live.addEventListener("htmx:sse:error", (event) => {
    if ([401, 403, 404].includes(event.detail.status)) location.reload();
    else if (!document.hidden) say(true);
  });
  live.addEventListener("htmx:response:error", (event) => {
    if ([401, 403, 404].includes(event.detail.ctx.response.status)) location.reload();
  });
  live.addEventListener("koppen:state", (event) => {
    state = JSON.parse(event.detail.data);
    heard = Date.now();
    all("[data-last-seen]").forEach((place) => (place.textContent = state.time));
    say(false);
    follow();
    resend();
  });
  window.addEventListener("offline", () => {
    say(true);
    connection?.reader?.cancel();
  });
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", () => (heard = Date.now()));
  byId("try-now").addEventListener("click", retry);
  setInterval(() => {
    if (document.hidden || ended() || Date.now() - heard < silence) return;
    heard = Date.now();
    say(true);
    retry();
  }, 2000);

  // ---------- forms ----------
  const buttonOf = (source) => (source.matches("button") ? source : source.querySelector("button"));
  const fieldsOf = (source) => [...(source.form ?? source.closest("form"))?.querySelectorAll("textarea") ?? []];
  const unsent = (source, shown) => {
    if (!source.matches("button, .koppen-schrijf")) return; // a tap on the scale is not repeated by itself
    const place = source.matches("button") ? source.parentElement : source;
    const words = place.querySelector("[data-unsent]");
    if (!words) return;
    words.hidden = !shown;
    buttonOf(source).toggleAttribute("data-resend", shown);
  };
  const resend = () => {
    if (byId("scene").dataset.key !== state.key) return; // the question changed: the person decides
    all("[data-resend]").forEach((button) => {
      button.removeAttribute("data-resend");
      button.click();
    });
  };
  document.addEventListener("htmx:before:request", (event) => {
    const source = event.detail.ctx.sourceElement;
    if (event.detail.ctx.request.method === "POST") fieldsOf(source).forEach((field) => (field.readOnly = true));
  });
  document.addEventListener("htmx:finally:request", (event) => {
    fieldsOf(event.detail.ctx.sourceElement).forEach((field) => (field.readOnly = false));
  });
  document.addEventListener("htmx:error", (event) => {
    const source = event.detail.ctx?.sourceElement;
    if (!source) return;
    say(true);
    if (source === live) return setTimeout(retry, 3000);
    if (event.detail.ctx.request.method === "POST") unsent(source, true);
    retry();
  });
  const add = (what) => all(`[data-count=${what}]`).forEach((place) => (place.textContent = Number(place.textContent) + 1));
  let rated = false;
  let arrived = false; // a turn that comes by itself is said; after one's own choice the focus goes there, and that is enough
  const announce = () => {
    const turn = document.querySelector("#turn .koppen-beurt--nieuw");
    if (turn) byId("spoken").textContent = `${byId("turn-who").textContent}: ${turn.querySelector(".koppen-stem--groot").textContent}`;
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement: source, response } = event.detail.ctx;
    if (source.id === "scene") rescue();
    arrived = source.id === "turn" && response?.status === 200;
    rated = Boolean(source.matches("form[action$='/rating']") && response?.status === 200);
    if (rated && source.hasAttribute("data-rates")) add("ratings");
  });
  document.addEventListener("htmx:after:swap", () => {
    if (document.querySelector("[data-placed]")) add("statements");
    restore();
    follow();
    if (arrived) announce();
    arrived = false;
    if (!rated) return;
    rated = false;
    byId("turn-who")?.focus({ preventScroll: true });
    byId("turn").firstElementChild?.scrollIntoView({ block: "nearest" });
  });
  restore();
})();

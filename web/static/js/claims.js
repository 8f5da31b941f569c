// The claim of what one writes: made in this browser, kept in this browser, and sent as a hash only (docs/hand-raise.md).
(() => {
  const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const shelf = "koppen-claims";
  const waiting = "koppen-claim:";
  const all = (selector) => [...document.querySelectorAll(selector)];

  // ---------- making ----------
  const doubled = (value) => (value < 16 ? value << 1 : (value << 1) ^ 37);
  const check = (number, group) => signs[doubled([...group].reduce((total, sign) => doubled(total) ^ signs.indexOf(sign), number))];
  const written = (secret) => secret.match(/.{4}/g).map((group, place) => group + check(place + 1, group)).join("-");
  const make = async () => {
    const secret = [...crypto.getRandomValues(new Uint8Array(28))].map((byte) => signs[byte & 31]).join("");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`koppen claim, statement\n${secret}`));
    return { code: written(secret), hash: [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  };
  let next = null;
  const prepare = async () => (next = await make());
  // Without a secure connection browsers do not calculate hashes: then the page's own code counts, as without JavaScript.
  const able = Boolean(globalThis.crypto?.subtle);
  document.addEventListener("formdata", (event) => {
    if (!able || !event.target.querySelector("[data-claims]")) return;
    event.formData.delete("claim");
    const key = event.formData.get("idempotencyKey") ?? event.formData.get("reactionKey");
    if (!key || !event.formData.get("text")?.trim()) return;
    const known = JSON.parse(sessionStorage.getItem(waiting + key) ?? "null");
    const claim = known ?? next;
    if (!claim) return;
    if (!known) {
      next = null;
      sessionStorage.setItem(waiting + key, JSON.stringify(claim));
      prepare();
    }
    event.formData.set("claimHash", claim.hash);
  });

  // ---------- keeping ----------
  const read = () => JSON.parse(localStorage.getItem(shelf) ?? "[]");
  const keep = (claims) => localStorage.setItem(shelf, JSON.stringify(claims));
  const placed = () => {
    for (const place of all("[data-claim-for]")) {
      const key = waiting + place.dataset.claimFor;
      const claim = JSON.parse(sessionStorage.getItem(key) ?? "null");
      place.removeAttribute("data-claim-for");
      if (!claim) continue;
      keep([...read(), { code: claim.code, text: place.dataset.claimText, title: place.dataset.claimTitle }]);
      sessionStorage.removeItem(key);
      place.querySelector("[data-claim-code]").textContent = claim.code;
      place.hidden = false;
    }
  };

  // ---------- looking ----------
  const show = () => {
    const list = document.querySelector("[data-claims-shelf]");
    if (!list) return;
    const kept = read().reverse();
    document.getElementById("claims-here").hidden = !kept.length;
    list.replaceChildren(
      ...kept.map((claim, place) => {
        const item = document.getElementById("claim-kept").content.firstElementChild.cloneNode(true);
        for (const [name, value] of Object.entries({ title: claim.title, text: claim.text, code: claim.code })) {
          item.querySelector(`[data-claim-${name}]`).textContent = value;
        }
        item.querySelector("[data-claim-text]").id = `claim-text-${place}`;
        for (const control of item.querySelectorAll("button, summary")) {
          control.setAttribute("aria-describedby", `claim-text-${place}`); // which of the contributions it is about
        }
        item.querySelector("[name=claim]").value = claim.code;
        item.querySelector("[data-claim-forget]").addEventListener("click", () => {
          keep(read().filter((each) => each.code !== claim.code));
          show();
          document.getElementById("typed").scrollIntoView({ block: "nearest" });
          document.getElementById("claim-typed").focus();
        });
        return item;
      }),
    );
    for (const item of list.children) htmx.process(item);
  };

  if (able && document.getElementById("live")) prepare();
  document.addEventListener("htmx:after:swap", placed);
  placed();
  show();
})();

// The comment desk: keys, claims, undo, chosen cards, new arrivals. Everything here has a plain form
// or a link behind it; a key presses the button or follows the link that names it.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const said = one("[data-said]");
  const say = (words) => {
    if (said) said.textContent = words;
  };
  const token = () => one("input[name=csrf_token]")?.value ?? "";

  // --- The card in hand ---------------------------------------------------------------------
  const cards = all("article.ln-mod");
  let current = null;
  const take = (card, { focus = true } = {}) => {
    if (!card) return;
    current?.classList.remove("is-current");
    current = card;
    current.classList.add("is-current");
    if (focus) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
  };
  for (const card of cards) card.addEventListener("focusin", () => take(card, { focus: false }));
  const step = (by) => {
    const at = cards.indexOf(current);
    take(cards[Math.max(0, Math.min(cards.length - 1, at < 0 ? 0 : at + by))]);
  };
  const named = /^#c\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (named) take(named);
  else if (location.hash.startsWith("#c") && cards.length) take(cards[0]);

  // --- Keys ---------------------------------------------------------------------------------
  const dialog = one("#keys");
  const off = one("[data-keys-off]");
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("desk-keys");
      localStorage.setItem("desk-keys", value);
    } catch {
      // A browser that keeps nothing still has its keys.
    }
    return null;
  };
  if (off) {
    off.checked = stored() === "off";
    off.addEventListener("change", () => stored(off.checked ? "off" : "on"));
  }
  const help = () => dialog && !dialog.open && dialog.showModal();
  one("[data-keys]")?.addEventListener("click", (event) => {
    if (!dialog) return;
    event.preventDefault();
    help();
  });
  const isTyping = (target) =>
    target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  const isText = (target) => isTyping(target) && !/^(checkbox|radio|button|submit)$/.test(target.type);

  // On the page of one comment a key that does what can't be undone only leads to its button.
  const lead = (box) => {
    const control = one("select, button, input:not([type=hidden]), textarea", box);
    box.scrollIntoView({ block: "nearest" });
    control?.focus();
  };
  const act = (key) => {
    const find = (root) => one(`[aria-keyshortcuts~="${key}"]`, root);
    const target =
      (current && find(current)) || all(`[aria-keyshortcuts~="${key}"]`).find((e) => !e.closest("article.ln-mod"));
    if (target) {
      if (target.matches("input")) target.focus();
      else target.click();
      if (target.matches("summary")) one("select", target.closest("form"))?.focus();
      return true;
    }
    const box = one(`[data-key="${key}"]`);
    if (box) lead(box);
    return Boolean(box);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (dialog?.open) return;
    if (isText(event.target)) {
      if (event.key === "Escape" && current) current.focus();
      return;
    }
    if (off?.checked && event.key !== "?") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let done = true;
    if (key === "?") help();
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "x") one("input[name=pick]", current ?? document.createElement("p"))?.click();
    else if ("arsecmu/".includes(key)) done = act(key);
    else done = false;
    if (done) event.preventDefault();
  });
  // One decision at a time: a second press while the first travels does nothing.
  for (const form of all("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // --- Chosen cards -------------------------------------------------------------------------
  const picks = all("input[name=pick][type=checkbox]");
  const chosen = one("[data-chosen]");
  const label = chosen?.textContent;
  const count = () => {
    const number = picks.filter((pick) => pick.checked).length;
    if (chosen) chosen.textContent = number ? `${label} ${number}` : label;
  };
  for (const pick of picks) pick.addEventListener("change", count);
  one("[data-choose-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const every = picks.every((pick) => pick.checked);
    for (const pick of picks) pick.checked = !every;
    count();
  });
  count();

  // --- Undo ---------------------------------------------------------------------------------
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const toast of all(".ln-toast[data-seconds]")) {
    const end = Date.now() + Number(toast.dataset.seconds) * 1000;
    const left = one("[data-left]", toast);
    left.setAttribute("aria-hidden", "true");
    left.hidden = calm;
    const tick = setInterval(() => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (seconds > 0) {
        if (!calm) left.textContent = `(${seconds})`;
        return;
      }
      clearInterval(tick);
      one("form", toast).remove();
    }, 1000);
  }
  const told = all(".ln-toast p").map((words) => words.textContent);
  if (told.length) setTimeout(() => say(told.join(" ")), 300);

  // --- Claims -------------------------------------------------------------------------------
  const renewal = one("[data-renew]");
  const renew = async () => {
    const mine = all("[data-mine]");
    if (!mine.length || document.hidden) return;
    const body = new URLSearchParams({ csrf_token: token() });
    for (const card of mine) body.append("id", card.dataset.mine);
    try {
      const answer = await fetch(renewal.dataset.renew, { method: "POST", body });
      if (!answer.ok) return;
      const { kept } = await answer.json();
      for (const card of mine) if (!kept.includes(Number(card.dataset.mine))) delete card.dataset.mine;
    } catch {
      // The lease ends by itself.
    }
  };
  if (renewal) setInterval(renew, 60_000);

  // --- The author's drawer ------------------------------------------------------------------
  for (const drawer of all("[data-drawer]")) {
    drawer.addEventListener("toggle", async () => {
      if (!drawer.open || drawer.dataset.loaded) return;
      drawer.dataset.loaded = "1";
      try {
        const answer = await fetch(drawer.dataset.drawer);
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const part = one("[data-author]", page);
        if (part) one("div", drawer).replaceChildren(document.adoptNode(part));
      } catch {
        delete drawer.dataset.loaded;
      }
    });
  }

  // --- New arrivals -------------------------------------------------------------------------
  const news = one("[data-arrivals]");
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(news.dataset.arrivals, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { new: number, words } = await answer.json();
      const shown = one("[data-words]", news);
      if (!number || shown.textContent === words) return;
      shown.textContent = words;
      news.hidden = false;
    } catch {
      // Next time.
    }
  };
  if (news) {
    setInterval(look, 30_000);
    document.addEventListener("desk:look", look);
  }
})();

// Masks by selecting text and pressing them. The list of boxes below the text is what is sent; here
// it is only ticked, unticked and added to. Places count code points, as the server does.
(() => {
  const section = document.querySelector("[data-masks]");
  const cover = section && section.querySelector("[data-cover]");
  if (!cover) return;
  const labels = JSON.parse(section.dataset.labels);
  const list = section.querySelector(".ln-mask-list");
  const parts = new Map();
  for (const place of document.querySelectorAll("[data-field]")) {
    const copy = place.cloneNode(true);
    copy.querySelectorAll("[data-label]").forEach((label) => label.remove());
    const finds = JSON.parse(place.dataset.finds || "[]");
    parts.set(place.dataset.field, { place, text: Array.from(copy.textContent), finds });
  }

  const masks = (field) =>
    [...list.querySelectorAll("[name=mask]")]
      .map((box) => {
        const [name, start, end, kind] = box.value.split(":");
        return { box, name, start: Number(start), end: Number(end), kind };
      })
      .filter((mask) => mask.name === field)
      .sort((one, other) => one.start - other.start || other.end - one.end);
  const label = (mask, text) =>
    mask.kind === "initial" ? `${text[mask.start].toUpperCase()}.` : labels[mask.kind];
  const element = (tag, name, words) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = words;
    return made;
  };

  const over = (mask, text) => {
    const made = element("span", "ln-masked", "");
    made.dataset.mask = mask.box.value;
    made.setAttribute("role", "button");
    made.tabIndex = 0;
    made.setAttribute("aria-pressed", String(mask.box.checked));
    made.classList.toggle("is-lifted", !mask.box.checked);
    const name = element("span", "ln-mask", label(mask, text).replace(/^\[|\]$/g, ""));
    name.dataset.label = "";
    made.append(element("s", "", text.slice(mask.start, mask.end).join("")), name);
    return made;
  };

  // Text without a mask over it; what the screening found in it stays marked, with its number.
  const between = ({ text, finds }, from, to) => {
    const made = document.createDocumentFragment();
    let shown = from;
    for (const [start, end, number, rude] of finds) {
      const [begins, ends] = [Math.max(start, from), Math.min(end, to)];
      if (begins >= ends) continue;
      const mark = element("mark", rude ? "ln-find is-rude" : "ln-find", text.slice(begins, ends).join(""));
      if (ends === end) mark.append(numbered(number));
      made.append(text.slice(shown, begins).join(""), mark);
      shown = ends;
    }
    made.append(text.slice(shown, to).join(""));
    return made;
  };
  const numbered = (number) => {
    const made = element("sup", "", String(number));
    made.dataset.label = "";
    return made;
  };

  // Kept masks first: a lifted one is drawn only where nothing lies over it.
  const apart = (all) => {
    const kept = [];
    for (const mask of [...all.filter((each) => each.box.checked), ...all])
      if (!kept.some((each) => each.start < mask.end && mask.start < each.end)) kept.push(mask);
    return kept.sort((one, other) => one.start - other.start);
  };

  const draw = () => {
    for (const [field, part] of parts) {
      const { place, text, finds } = part;
      const words = document.createDocumentFragment();
      const public_ = document.createDocumentFragment();
      let shown = 0;
      for (const mask of apart(masks(field))) {
        const before = text.slice(shown, mask.start).join("");
        words.append(between(part, shown, mask.start), over(mask, text));
        for (const [start, end, number] of finds)
          if (start < mask.end && mask.start < end) words.append(numbered(number));
        const seen = mask.box.checked
          ? element("span", "ln-mask", label(mask, text).replace(/^\[|\]$/g, ""))
          : text.slice(mask.start, mask.end).join("");
        public_.append(before, seen);
        shown = mask.end;
      }
      words.append(between(part, shown, text.length));
      public_.append(text.slice(shown).join(""));
      place.replaceChildren(words);
      const preview = section.querySelector(`[data-preview=${field}]`);
      if (preview) preview.replaceChildren(public_);
    }
    const any = Boolean(list.querySelector(":checked"));
    document.querySelectorAll("[data-masked]").forEach((each) => (each.hidden = !any));
    document.querySelectorAll("[data-unmasked]").forEach((each) => (each.hidden = any));
    const none = section.querySelector("[data-none]");
    if (none) none.hidden = list.children.length > 0;
  };

  const press = (event) => {
    const pressed = event.target.closest && event.target.closest("[data-field] [data-mask]");
    if (!pressed || !(event.type === "click" || event.key === "Enter" || event.key === " ")) return;
    if (event.type === "click" && !getSelection().isCollapsed) return;
    event.preventDefault();
    const value = pressed.dataset.mask;
    const box = [...list.querySelectorAll("[name=mask]")].find((each) => each.value === value);
    box.checked = !box.checked;
    draw();
    const again = [...document.querySelectorAll("[data-field] [data-mask]")];
    const same = again.find((each) => each.dataset.mask === value);
    if (same) same.focus({ preventScroll: true });
  };

  let chosen = null;
  const before = (place, node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(place);
    range.setEnd(node, offset);
    const part = range.cloneContents();
    part.querySelectorAll("[data-label]").forEach((each) => each.remove());
    return Array.from(part.textContent).length;
  };
  const isLetter = (sign) => sign !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(sign);
  const look = () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const found = range && [...parts].find(([, { place }]) => place.contains(range.commonAncestorContainer));
    chosen = null;
    if (found) {
      const [field, { place, text }] = found;
      let start = before(place, range.startContainer, range.startOffset);
      let end = before(place, range.endContainer, range.endOffset);
      while (start < end && /\s/.test(text[start])) start += 1;
      while (end > start && /\s/.test(text[end - 1])) end -= 1;
      while (isLetter(text[start]) && isLetter(text[start - 1])) start -= 1;
      while (isLetter(text[end - 1]) && isLetter(text[end])) end += 1;
      if (start < end) chosen = { field, start, end, words: text.slice(start, end).join("") };
    }
    cover.hidden = !chosen;
    if (chosen) cover.querySelector("[data-quote]").textContent = `“${chosen.words}”`;
  };

  const add = (kind) => {
    const made = section.querySelector("[data-option]").content.firstElementChild.cloneNode(true);
    const box = made.querySelector("input");
    box.id = `mask-new-${list.children.length + 1}`;
    box.value = `${chosen.field}:${chosen.start}:${chosen.end}:${kind}`;
    made.querySelector("label").htmlFor = box.id;
    made.querySelector("b").textContent = chosen.words;
    list.append(made);
    getSelection().removeAllRanges();
    draw();
    look();
  };

  document.addEventListener("selectionchange", look);
  document.addEventListener("click", press);
  document.addEventListener("keydown", press);
  list.addEventListener("change", draw);
  cover.addEventListener("pointerdown", (event) => event.preventDefault());
  cover.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kind]");
    if (button && chosen) add(button.dataset.kind);
  });
  section.querySelectorAll("[data-scripted]").forEach((each) => (each.hidden = false));
  draw();
})();

// Shows what the author will read for the reason that is chosen, instead of the whole list.
(() => {
  const list = document.querySelector("[data-reason-texts]");
  const chosen = document.querySelector("#decide-form [name=reason_code]");
  if (!list || !chosen) return;
  const show = () => {
    for (const each of list.querySelectorAll("[data-reason]"))
      each.hidden = each.dataset.reason !== chosen.value;
    list.hidden = !chosen.value;
    list.open = Boolean(chosen.value);
  };
  chosen.addEventListener("change", show);
  show();
})();

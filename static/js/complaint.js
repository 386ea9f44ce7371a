// Wards while typing: the same candidates that the button brings without a script.
(() => {
  const box = document.querySelector("[data-wards]");
  if (!box) return;
  const typed = box.querySelector("[name=ward]");
  const choices = box.querySelector("[data-choices]");
  let waiting = 0;
  let asked = "";
  const look = async () => {
    const words = typed.value.trim();
    if (words === asked) return;
    asked = words;
    if (words.length < 2) {
      choices.replaceChildren();
      return;
    }
    try {
      const answer = await fetch(`${box.dataset.wards}?q=${encodeURIComponent(words)}`);
      if (!answer.ok || words !== asked) return;
      choices.innerHTML = await answer.text();
      const only = choices.querySelectorAll("input");
      if (only.length === 1) only[0].checked = true;
    } catch {
      asked = "";
    }
  };
  typed.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 250);
  });
})();

// A file that is too large is left out before it travels; the server says the same without a script.
(() => {
  const chosen = document.querySelector("[data-most-bytes]");
  if (!chosen) return;
  const told = document.querySelector("[data-too-large]");
  chosen.addEventListener("change", () => {
    const most = Number(chosen.dataset.mostBytes);
    const large = [...chosen.files].filter((file) => file.size > most);
    told.hidden = !large.length;
    told.textContent = large.map((file) => `${file.name}: ${told.dataset.tooLarge}`).join(" ");
    if (!large.length) return;
    const kept = new DataTransfer();
    for (const file of chosen.files) if (file.size <= most) kept.items.add(file);
    chosen.files = kept.files;
  });
})();

// Complaints like this one while typing. The words travel in the body, at most once in a second and
// a half, and only when they changed; without a script the preview shows the same.
(() => {
  const box = document.querySelector("[data-alike]");
  const form = box?.closest("form");
  if (!form) return;
  let waiting = 0;
  let asked = "";
  const look = async () => {
    const body = new FormData();
    for (const name of ["csrf_token", "title", "content", "ward"]) {
      body.set(name, form.elements[name]?.value ?? "");
    }
    const ward = form.querySelector("[name=ward_code]:checked");
    if (ward) body.set("ward_code", ward.value);
    const words = `${body.get("title")}|${body.get("content")}|${body.get("ward")}|${ward?.value}`;
    if (words === asked || body.get("content").trim().length < 20) return;
    asked = words;
    try {
      const answer = await fetch(box.dataset.alike, { method: "POST", body });
      if (answer.ok && words === asked) box.innerHTML = await answer.text();
    } catch {
      asked = "";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 1500);
  });
})();

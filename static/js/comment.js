// A new security code without reloading: only the code changes, nothing typed is touched.
(() => {
  const box = document.querySelector("[data-captcha]");
  const first = document.querySelector(".ln-error-summary");
  if (first) first.focus();
  if (!box) return;
  const form = box.closest("form");
  const renew = box.querySelector("[name=refresh_captcha]");
  renew.addEventListener("click", async (event) => {
    event.preventDefault();
    renew.disabled = true;
    try {
      const answer = await fetch("/ma-xac-nhan/moi", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { id } = await answer.json();
      form.elements.captcha_id.value = id;
      box.querySelector("img").src = `/ma-xac-nhan/${id}.png`;
      box.querySelector("audio").src = `/ma-xac-nhan/${id}.wav`;
      form.elements.captcha_answer.value = "";
      form.elements.captcha_answer.focus();
    } catch {
      const asked = document.createElement("input");
      asked.type = "hidden";
      asked.name = "refresh_captcha";
      asked.value = "1";
      form.append(asked);
      form.submit();
    } finally {
      renew.disabled = false;
    }
  });
})();

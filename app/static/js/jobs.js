"use strict";
/* Tasks in the background: progress moves by itself; the page is drawn anew when one ends. */
(() => {
  const list = document.querySelector("[data-jobs]");
  if (!list) return;
  const ACTIVE = ["queued", "running"];
  const draw = (told) => {
    let changed = false;
    told.forEach((one) => {
      const item = list.querySelector(`[data-job="${one.id}"]`);
      if (!item) return;
      if (ACTIVE.includes(item.dataset.status) && !ACTIVE.includes(one.status)) changed = true;
      const bar = item.querySelector("progress");
      if (bar) bar.value = one.percent;
      item.querySelector("[data-words]").textContent = one.words;
    });
    return changed;
  };
  const look = async () => {
    try {
      const answer = await fetch(list.dataset.jobs, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok && draw(await answer.json())) {
        window.location.reload();
        return;
      }
    } catch {
      /* the next look may succeed */
    }
    window.setTimeout(look, 2000);
  };
  window.setTimeout(look, 1000);
})();

"use strict";
/* The sample of a paper follows what is typed; the server draws it, so that the page and the paper cannot differ. */
(() => {
  const form = document.querySelector("form[data-sample]");
  const place = form.querySelector(".style-sample");
  let timer = 0, asked = 0;
  const draw = async () => {
    const number = ++asked;
    const answer = await fetch(form.dataset.sample, { method: "POST", body: new FormData(form) });
    if (answer.ok && number === asked) place.innerHTML = await answer.text();
  };
  /* The heading shown is that of the line one stands in or writes. */
  const follow = (event) => {
    if (!event.target.name) return;
    form.elements.shown.value = event.target.name;
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, 250);
  };
  form.addEventListener("input", follow);
  form.addEventListener("focusin", follow);
})();

"use strict";
/* The sample of a paper follows what is typed; the server draws it, so that the page and the paper cannot differ. */
(() => {
  const form = document.querySelector("form[data-sample]");
  const place = form.querySelector(".style-sample");
  let timer = 0, asked = 0;
  const draw = async (shown) => {
    const number = ++asked;
    const body = new FormData(form);
    body.set("shown", shown);
    const answer = await fetch(form.dataset.sample, { method: "POST", body });
    if (answer.ok && number === asked) place.innerHTML = await answer.text();
  };
  form.addEventListener("input", (event) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, 250, event.target.name);
  });
})();

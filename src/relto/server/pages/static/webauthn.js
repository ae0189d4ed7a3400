// Asks the browser for an authenticator and sends what it answers as the form's field. Nothing else: the server checks it.
"use strict";
(() => {
  const form = document.querySelector("form[data-authenticator]");
  if (!form) return;
  const told = form.querySelector("[data-told]");
  const tell = (name) => { told.textContent = told.dataset[name]; };
  const known = window.PublicKeyCredential;
  if (!known || !known.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) { tell("unable"); return; }
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    tell("waiting");
    const question = JSON.parse(form.dataset.question);
    try {
      const given = form.dataset.authenticator === "create"
        ? await navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(question) })
        : await navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(question) });
      form.elements.answer.value = JSON.stringify(given.toJSON());
      form.requestSubmit();
    } catch {
      tell("failed");
    }
  });
})();

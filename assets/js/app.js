// Pages for people who are signed in. Everything here makes easier what also works without it.
import { initAll } from "./govuk-frontend.js";
import { initAll as initAllOfMoj } from "./moj-frontend.js";
import { autosave, keepAll } from "./autosave.js";
import { foldFilters } from "./filters.js";
import { quickLog } from "./quicklog.js";
import { stackTables } from "./stacking.js";
import { typeahead } from "./typeahead.js";

initAll();
initAllOfMoj();
document.querySelectorAll("form[data-autosave]").forEach(autosave);
quickLog();
typeahead(document);
foldFilters(document);
stackTables(document);

// Signing out waits for the drafts: what was typed a moment ago is kept for the next sign-in.
document.querySelectorAll("form[data-keeps-drafts]").forEach((form) =>
  form.addEventListener("submit", async (event) => {
    if (form.dataset.kept) return;
    event.preventDefault();
    await keepAll();
    form.dataset.kept = "yes";
    setTimeout(() => form.requestSubmit()); // not while the first sending is still being told to everyone
  }),
);

// A swapped-in part of the page has components of its own.
document.addEventListener("htmx:afterSettle", (event) => {
  initAll({ scope: event.target });
  initAllOfMoj({ scope: event.target });
  typeahead(event.target);
  stackTables(event.target);
});

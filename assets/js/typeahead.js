// Turns select[data-typeahead] into a box to type in. The script and its style are fetched only where one is met.
let script = null;

function load() {
  script ??= new Promise((done, failed) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = document.body.dataset.typeaheadStyle;
    const tag = document.createElement("script");
    tag.src = document.body.dataset.typeaheadScript;
    tag.onload = done;
    tag.onerror = failed;
    document.head.append(style, tag);
  });
  return script;
}

export async function typeahead(scope) {
  const selects = scope.querySelectorAll("select[data-typeahead]");
  if (!selects.length) return;
  try {
    await load();
  } catch {
    return; // the plain select still works
  }
  selects.forEach(enhance);
}

function enhance(select) {
  delete select.dataset.typeahead;
  const isWrong = select.classList.contains("govuk-select--error");
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? undefined : "",
    autoselect: false,
    confirmOnBlur: false,
    showAllValues: false,
    minLength: 2,
    inputClasses: isWrong ? "govuk-input--error" : null,
    tAssistiveHint: () => `${described(select)} Type to see choices, then use the up and down arrows and Enter.`,
    onConfirm: (text) => text && choose(select, text),
  });
  const box = select.parentElement.querySelector("input[role=combobox]");
  box?.addEventListener("blur", () => choose(select, box.value));
}

// The box says in one breath what hint and error say: it has room for one description only.
function described(select) {
  const ids = select.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent.trim() ?? "").join(". ");
}

// What was typed is taken only when it is one of the choices; anything else leaves the question unanswered.
function choose(select, text) {
  const wanted = text.trim().toLowerCase();
  const option = [...select.options].find((one) => one.textContent.trim().toLowerCase() === wanted);
  select.value = option?.value ?? "";
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

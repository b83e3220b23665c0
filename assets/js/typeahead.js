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
  for (const select of selects) {
    delete select.dataset.typeahead;
    const described = select.getAttribute("aria-describedby");
    const classes = select.classList.contains("govuk-select--error") ? "govuk-input--error" : null;
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      defaultValue: select.value ? undefined : "",
      autoselect: false,
      confirmOnBlur: false,
      showAllValues: false,
      minLength: 2,
      inputClasses: classes,
      menuAttributes: described ? { "aria-describedby": described } : undefined,
      onConfirm: (text) => choose(select, text),
    });
  }
}

// What was typed is only taken when it is one of the choices; anything else leaves the question unanswered.
function choose(select, text) {
  const box = select.parentElement.querySelector(".autocomplete__input");
  const wanted = (text ?? box?.value ?? "").trim().toLowerCase();
  const option = [...select.options].find((one) => one.textContent.trim().toLowerCase() === wanted);
  select.value = option ? option.value : "";
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

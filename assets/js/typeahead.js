// Turns select[data-typeahead], and boxes whose choices the server knows (input[data-typeahead-source]), into boxes to
// type in. The script and its style are fetched only where one is met; without them all of these work as they are.
const PAUSE = 200; // milliseconds after the last key before the server is asked
const HOW = "Type to see choices, then use the up and down arrows and Enter.";
const SHUT = "app-typeahead--shut";
const NOUNS = {
  school: { one: "school", many: "schools", more: "the name, or its town" },
  reference: { one: "reference", many: "references", more: "it" },
};
const WAITING = "Looking …";
const FAILED = "We cannot look it up now. Type its name and save.";

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
  const boxes = scope.querySelectorAll("input[data-typeahead-source]");
  if (!selects.length && !boxes.length) return;
  try {
    await load();
  } catch {
    return; // the plain select and the plain box still work
  }
  selects.forEach(enhanceSelect);
  boxes.forEach(enhanceBox);
}

function enhanceSelect(select) {
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
    tAssistiveHint: () => `${described(select)} ${HOW}`,
    onConfirm: (text) => text && choose(select, text),
  });
  const box = select.parentElement.querySelector("input[role=combobox]");
  box?.addEventListener("blur", () => choose(select, box.value));
}

// What is typed stays as it is unless a choice is taken; whatever is in the box is sent, as it is without a script.
function enhanceBox(plain) {
  const { id, name, value, form, maxLength } = plain;
  const source = plain.dataset.typeaheadSource;
  const isWrong = plain.classList.contains("govuk-input--error");
  const hint = described(plain);
  const label = plain.labels[0];
  const place = document.createElement("div");
  const noun = NOUNS[plain.dataset.typeaheadNoun ?? "school"];
  let words = WAITING;
  let hasMore = false;
  let timer = null;
  let asking = null;
  let shown = () => {};

  function ask(query, show) {
    shown = show;
    place.classList.remove(SHUT);
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    words = WAITING;
    show([]);
    timer = setTimeout(async () => {
      const found = await lookUp(source, form, query, signal).catch(() => null);
      if (signal.aborted) return; // something else has been typed since
      words = found ? `No ${noun.one} found. Check the spelling.` : FAILED;
      hasMore = Boolean(found?.more);
      show(found?.lines ?? []);
    }, PAUSE);
  }

  if (label) label.id ||= `${id}__label`;
  plain.replaceWith(place);
  window.accessibleAutocomplete({
    element: place,
    id,
    name,
    defaultValue: value,
    source: ask,
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: "overlay",
    menuAttributes: label ? { "aria-labelledby": label.id } : {},
    inputClasses: isWrong ? "govuk-input--error" : null,
    templates: { inputValue: (line) => line ?? "", suggestion: escaped },
    tNoResults: () => words,
    tStatusNoResults: () => words,
    tStatusResults: (count, highlighted) =>
      `${hasMore ? `The first ${count} ${noun.many} are shown. Type more of ${noun.more}.` : counted(count, noun)} ${highlighted}`,
    tAssistiveHint: () => `${hint} ${HOW}`,
    onConfirm: (line) => line && setTimeout(() => box.dispatchEvent(new Event("input", { bubbles: true }))),
  });
  const box = document.getElementById(id);
  if (maxLength > 0) box.maxLength = maxLength;
  // By itself the library leaves the focus on a hidden choice at Escape, and empties the box at the next space.
  place.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      asking?.abort();
      words = "";
      place.classList.add(SHUT);
      box.focus();
      shown([]);
    },
    { capture: true },
  );
}

const counted = (count, { one, many }) => (count === 1 ? `1 ${one} is available.` : `${count} ${many} are available.`);

// Sent in the body, never in the address: what is typed next to a child's name says whose school it is.
async function lookUp(source, form, words, signal) {
  const answer = await fetch(source, {
    method: "POST",
    body: new URLSearchParams({ words }),
    redirect: "error",
    signal,
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// The library puts a choice into the page as markup.
function escaped(line) {
  const text = document.createElement("span");
  text.textContent = line;
  return text.innerHTML;
}

// The box says in one breath what hint and error say: it has room for one description only.
function described(box) {
  const ids = box.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent.trim() ?? "").join(". ");
}

// What was typed is taken only when it is one of the choices; anything else leaves the question unanswered.
function choose(select, text) {
  const wanted = text.trim().toLowerCase();
  const option = [...select.options].find((one) => one.textContent.trim().toLowerCase() === wanted);
  select.value = option?.value ?? "";
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

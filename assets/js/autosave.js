// Keeps what is being typed on the server, sealed, as the form's draft. Nothing personal goes into browser storage.
// Unsent text stays in the page and is tried again until it is kept; signing out, losing the network, closing the
// tab, or another person signing in on the same computer neither loses it nor gives it to anyone else.
const PAUSE = 1500; // milliseconds after the last key
const LONGEST_UNSAVED = 4000; // and while typing goes on without a pause
const NOT_TYPED = ["csrfmiddlewaretoken", "once"]; // a form's key belongs to the page, not to the words in it
const LONGEST_WAIT = 15000;
const AWAY = [502, 503, 504]; // from the service, or from the front before it: a form sent now would be lost
const KEEPALIVE_BYTES = 60000; // browsers refuse longer bodies once the page is going

const WORDS = {
  signedOut: "You have been signed out. Your text is still here. Sign in again in another tab and we will save it.",
  otherUser:
    "Someone else is signed in on this computer. Your text is not saved. Copy it, or sign in as yourself in another tab.",
  offline: "Not saved yet: no connection. Keep this page open. We will keep trying.",
  away: "Not saved yet: the service cannot reach the records just now. Keep this page open. We will keep trying.",
  trouble: "Not saved as a draft yet. Keep this page open. We will keep trying. You can also save the form itself.",
  tooLong: "This text is too long to keep as a draft. Save the form itself before you leave the page.",
  gone: "You can no longer save to this page. Copy your text before you leave.",
};

const keepers = new Set();

// Before the page is left on purpose (signing out): keep what every form on it holds.
export const keepAll = () => Promise.all([...keepers].map((keep) => keep()));

export function autosave(form) {
  const state = form.querySelector("[data-save-state]");
  const { autosave: address, user, token: tokenAddress } = form.dataset;
  const csrf = form.elements.csrfmiddlewaretoken;
  let dirty = false;
  let dirtySince = 0;
  let timer = null;
  let wait = PAUSE;
  let running = null;
  let letThrough = false;

  const say = (text, isProblem = false) => {
    if (state.textContent === text) return;
    state.textContent = text;
    state.className = `app-save-state ${isProblem ? "govuk-error-message" : "govuk-hint"}`;
  };

  const typed = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (NOT_TYPED.includes(name) || typeof value !== "string") continue;
      if (name in fields) fields[name] = [].concat(fields[name], value);
      else fields[name] = value;
    }
    return JSON.stringify(fields);
  };

  const send = (body) =>
    fetch(address, {
      method: "POST",
      body,
      redirect: "error",
      keepalive: new Blob([body]).size < KEEPALIVE_BYTES,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf.value, "X-Draft-User": user },
    });

  // Signing in again changes the token of forms. A fresh one is used only for the same person.
  async function renewToken() {
    const answer = await fetch(tokenAddress, { redirect: "error", cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return "signedOut"; // or half-way through signing in
    if (!answer.ok) return AWAY.includes(answer.status) ? "away" : "offline";
    const now = await answer.json();
    if (now.user !== user) return "otherUser";
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = now.token));
    return "renewed";
  }

  async function attempt() {
    const body = typed();
    let answer = await send(body);
    if (answer.status === 401 || answer.status === 403) {
      const how = await renewToken();
      if (how !== "renewed") return how;
      answer = await send(body);
    }
    if (answer.ok) {
      if (typed() === body) dirty = false;
      else dirtySince = performance.now();
      say(`Draft saved at ${(await answer.json()).saved}`);
      wait = PAUSE;
      return "saved";
    }
    if (answer.status === 401) return "signedOut";
    if (answer.status === 403) return (await refusal(answer)) ?? "otherUser";
    if (answer.status === 413) return "tooLong";
    if (answer.status === 404) return "gone";
    if (AWAY.includes(answer.status)) return "away";
    return "trouble";
  }

  async function refusal(answer) {
    try {
      const { error, reason } = await answer.json();
      if (error !== "refused") return null;
      say(`${reason} ${WORDS.gone}`, true);
      return "refused";
    } catch {
      return null;
    }
  }

  function save() {
    clearTimeout(timer);
    running ??= attempt()
      .catch(() => "offline")
      .then((how) => {
        running = null;
        if (how in WORDS) say(WORDS[how], true);
        if (how !== "saved") wait = Math.min(wait * 2, LONGEST_WAIT);
        if (dirty && how !== "gone" && how !== "refused" && how !== "tooLong") schedule(wait);
        return how;
      });
    return running;
  }

  const schedule = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  form.addEventListener("input", () => {
    const now = performance.now();
    if (!dirty) dirtySince = now;
    dirty = true;
    schedule(Math.max(0, Math.min(PAUSE, dirtySince + LONGEST_UNSAVED - now)));
  });

  keepers.add(async () => {
    clearTimeout(timer);
    if (running) await running;
    if (dirty && (await save()) === "saved") dirty = false;
  });

  // A form is sent only once its draft is safe: a sign-in page in the way would swallow it.
  form.addEventListener("submit", async (event) => {
    if (letThrough) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    if (running) await running;
    dirty = true;
    const how = await save();
    delete form.dataset.sending;
    if (how !== "saved" && how !== "trouble" && how !== "tooLong") return;
    dirty = false;
    clearTimeout(timer);
    letThrough = true;
    form.requestSubmit(event.submitter ?? undefined);
  });

  addEventListener("pageshow", () => (letThrough = false));
  addEventListener("online", () => dirty && save());
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  document.addEventListener("visibilitychange", () => {
    if (!dirty) return;
    // The page may be gone before a save under way has ended and could be followed by another.
    if (document.visibilityState === "hidden" && running) send(typed()).catch(() => {});
    else save();
  });
}

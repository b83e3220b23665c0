// Reads the page aloud with a voice that the browser has itself, where there is one of the page's language; nothing is
// fetched, and without it the page is whole.
const button = document.querySelector("[data-listen]");
const voices = window.speechSynthesis;
const language = document.documentElement.lang.split("-")[0];

// A browser may have voices that send the words to their maker: those are not asked.
const voice = () => voices.getVoices().find((one) => one.localService && one.lang.split(/[-_]/)[0] === language);

const texts = () =>
  [...document.querySelectorAll(".app-easyread :is(h1, h2, p, label, dt, dd.govuk-summary-list__value, summary)")]
    .filter((one) => !one.closest("[aria-hidden=true]") && !one.querySelector("h1, label, p"))
    .map((one) => one.innerText.trim())
    .filter(Boolean);

function silence(label) {
  voices.cancel();
  button.textContent = label;
}

if (button && voices) {
  const label = button.textContent;
  const offer = () => { button.hidden = !voice(); };
  offer();
  voices.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", () => voices.cancel());
  button.addEventListener("click", () => {
    if (voices.speaking) {
      silence(label);
      return;
    }
    const all = texts();
    all.forEach((text, index) => {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.voice = voice();
      spoken.lang = spoken.voice.lang;
      if (index === all.length - 1) spoken.onend = () => silence(label);
      voices.speak(spoken);
    });
    button.textContent = button.dataset.stop;
  });
}

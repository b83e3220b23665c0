// Alt+Shift+L goes to the log, Ctrl+Enter saves it. Both hold a modifier, so they get in nobody's way (WCAG 2.1.4).
const FIRST = "select, textarea, input:not([type=hidden])";

export function quickLog() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyL") {
      const first = document.querySelector("[data-quicklog]")?.querySelector(FIRST);
      if (!first) return;
      event.preventDefault();
      first.focus();
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.form;
      if (!form?.matches("[data-quicklog]")) return;
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

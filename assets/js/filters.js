// On a narrow screen the filters are folded, so that the list is seen first. Without scripts they stay open.
const NARROW = matchMedia("(max-width: 1023px)");

export function foldFilters(scope) {
  scope.querySelectorAll("details[data-narrow]").forEach((fold) => {
    const fit = () => (fold.open = !NARROW.matches);
    fit();
    NARROW.addEventListener("change", fit);
    fold.removeAttribute("data-narrow");
  });
}

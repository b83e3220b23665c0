// On a narrow screen each row of a list stands as a few lines, each with its column's name, so that nothing waits beyond the
// edge. Without scripts the list scrolls within its pane.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

export function stackTables(scope) {
  scope.querySelectorAll(".app-pane > table:has(thead)").forEach((table) => {
    const named = (cell) => (cell.querySelector(".govuk-visually-hidden") ? "" : cell.textContent.trim());
    const heads = [...table.tHead.rows[0].cells].map(named);
    // What is no longer laid out as a table would no longer be one to a screen reader.
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td")]) part.setAttribute("role", ROLES[part.tagName]);
    table.querySelectorAll("th").forEach((cell) => cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "columnheader"));
    table.querySelectorAll("tbody td").forEach((cell) => (cell.dataset.column = heads[cell.cellIndex]));
    table.parentElement.dataset.stacked = "";
  });
}

"use strict";
(() => {
  const rows = [...document.querySelectorAll("tr.row")];
  const controls = ["text", "section", "status"].map((id) => document.getElementById(id));
  const shown = document.getElementById("shown");
  const detailOf = (row) => {
    const button = row.querySelector("button");
    return button ? document.getElementById(button.getAttribute("aria-controls")) : null;
  };
  // The search covers the name, the section and the text of the details.
  const texts = new Map(rows.map((row) => {
    const detail = detailOf(row);
    return [row, `${row.dataset.name} ${row.dataset.section} ${detail ? detail.textContent : ""}`.toLowerCase()];
  }));
  const open = (row, yes) => {
    const detail = detailOf(row);
    if (!detail) return;
    row.querySelector("button").setAttribute("aria-expanded", String(yes));
    detail.hidden = !yes || row.hidden;
  };
  const isOpen = (row) => row.querySelector("button")?.getAttribute("aria-expanded") === "true";
  const filter = () => {
    const [text, section, status] = controls.map((control) => control.value.trim().toLowerCase());
    let functions = 0, all = 0;
    for (const row of rows) {
      row.hidden = !(
        (!text || texts.get(row).includes(text)) &&
        (!section || row.dataset.section === section) &&
        (!status || row.dataset.status.split(" ").includes(status))
      );
      if (detailOf(row)) {
        all += 1;
        functions += row.hidden ? 0 : 1;
        open(row, isOpen(row));
      }
    }
    shown.textContent = `${functions} of ${all} functions`;
  };
  for (const control of controls) control.addEventListener("input", filter);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const row of rows) row.querySelector("button")?.addEventListener("click", () => open(row, !isOpen(row)));
  filter();
})();

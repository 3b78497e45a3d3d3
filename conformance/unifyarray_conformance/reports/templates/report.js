"use strict";
(() => {
  const rows = [...document.querySelectorAll("tr.row")];
  const controls = ["text", "section", "status"].map((id) => document.getElementById(id));
  const report = document.getElementById("report");
  const columns = [...document.querySelectorAll("[data-report]")];
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
  const choose = () => {
    for (const cell of columns) cell.hidden = report.value !== "" && cell.dataset.report !== report.value;
  };
  // A link to a failure opens the failure and its cause.
  const reveal = () => {
    let element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!element) return;
    const target = element;
    for (; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
    target.scrollIntoView();
  };
  const copy = async (button) => {
    const script = button.parentElement.nextElementSibling;
    try {
      await navigator.clipboard.writeText(script.textContent);
    } catch {
      getSelection().selectAllChildren(script); // without access to the clipboard, the selection can be copied
      if (!document.execCommand("copy")) return;
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };
  for (const control of controls) control.addEventListener("input", filter);
  report.addEventListener("input", choose);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const row of rows) row.querySelector("button")?.addEventListener("click", () => open(row, !isOpen(row)));
  for (const button of document.querySelectorAll("button.copy")) button.addEventListener("click", () => copy(button));
  addEventListener("hashchange", reveal);
  filter();
  reveal();
})();

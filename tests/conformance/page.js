// Runs the program of a page of reports against the little of a document that it uses, and prints what each step shows.
// Input, as JSON: the program, the rows (data, whether they have details, the details' text), and the steps.
"use strict";
const { program, rows, steps } = JSON.parse(require("fs").readFileSync(0, "utf8"));

class Element {
  constructor(attributes = {}) {
    this.attributes = attributes;
    this.listeners = {};
    this.hidden = false;
    this.value = "";
    this.textContent = "";
  }
  getAttribute(name) { return this.attributes[name]; }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener(type, listener) { (this.listeners[type] ??= []).push(listener); }
  fire(type) { for (const listener of this.listeners[type] ?? []) listener({ preventDefault() {} }); }
}

const byId = Object.fromEntries(["text", "section", "status", "report", "shown", "filters"].map((id) => [id, new Element()]));
const made = rows.map((row, number) => {
  const element = new Element();
  element.dataset = row.data;
  const button = row.detail === null ? null : new Element({ "aria-controls": `d${number}`, "aria-expanded": "false" });
  if (button) {
    byId[`d${number}`] = new Element();
    Object.assign(byId[`d${number}`], { hidden: true, textContent: row.detail });
  }
  element.querySelector = () => button;
  return { element, button, detail: byId[`d${number}`] ?? null };
});
const cells = ["0", "1"].map((report) => Object.assign(new Element(), { dataset: { report } }));
const copied = { script: { textContent: "the script" }, texts: [] };
const copy = new Element();
copy.parentElement = { nextElementSibling: copied.script };
globalThis.navigator ??= {};
Object.defineProperty(globalThis.navigator, "clipboard", {
  value: { writeText: async (text) => { copied.texts.push(text); } },
});
globalThis.location = { hash: "" };
globalThis.addEventListener = () => {};
const found = { "tr.row": made.map((one) => one.element), "[data-report]": cells, "button.copy": [copy] };
globalThis.document = {
  querySelectorAll: (selector) => found[selector],
  getElementById: (id) => byId[id],
};
eval(program);

const seen = () => ({
  shown: byId.shown.textContent,
  rows: made.filter((one) => !one.element.hidden).map((one) => one.element.dataset.name),
  reports: cells.filter((cell) => !cell.hidden).map((cell) => cell.dataset.report),
  copied: copied.texts.length,
  open: made.filter((one) => one.detail && !one.detail.hidden).map((one) => one.element.dataset.name),
});
const results = [seen()];
for (const step of steps) {
  if (step.copy) copy.fire("click");
  if (step.click) made.find((one) => one.button && one.element.dataset.name === step.click).button.fire("click");
  for (const [id, value] of Object.entries(step.set ?? {})) {
    byId[id].value = value;
    byId[id].fire("input");
  }
  results.push(seen());
}
console.log(JSON.stringify(results));

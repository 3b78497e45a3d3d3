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

const byId = Object.fromEntries(["text", "section", "status", "shown", "filters"].map((id) => [id, new Element()]));
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
globalThis.document = {
  querySelectorAll: (selector) => (selector === "tr.row" ? made.map((one) => one.element) : []),
  getElementById: (id) => byId[id],
};
eval(program);

const seen = () => ({
  shown: byId.shown.textContent,
  rows: made.filter((one) => !one.element.hidden).map((one) => one.element.dataset.name),
  open: made.filter((one) => one.detail && !one.detail.hidden).map((one) => one.element.dataset.name),
});
const results = [seen()];
for (const step of steps) {
  if (step.click) made.find((one) => one.button && one.element.dataset.name === step.click).button.fire("click");
  for (const [id, value] of Object.entries(step.set ?? {})) {
    byId[id].value = value;
    byId[id].fire("input");
  }
  results.push(seen());
}
console.log(JSON.stringify(results));

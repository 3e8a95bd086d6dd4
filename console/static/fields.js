// The fields of a result: first what waits for a person, then the tables, then the rest, folded.

import { Field, label } from "./field.js";
import { cell, node, say, title } from "./words.js";

export class Fields {
  #root;
  #acts;
  #fields = new Map();
  #current = null;
  #locked = false;

  // `acts`: decide(decision) and undo() return promises of results; current(field) follows the focus; page(by); finished().
  constructor(root, acts) {
    this.#root = root;
    this.#acts = acts;
    root.addEventListener("focusin", (event) => this.#enter(event.target));
    root.addEventListener("keydown", (event) => this.#press(event));
  }

  get all() {
    return [...this.#fields.values()];
  }

  get current() {
    return this.#current;
  }

  get open() {
    return this.all.filter((one) => one.isOpen);
  }

  // Nobody may decide here.
  lock() {
    this.#locked = true;
    for (const one of this.all) this.#lockOne(one);
  }

  show(result) {
    const known = this.#fields.size === Object.keys(result.fields).length && Object.keys(result.fields).every((path) => this.#fields.has(path));
    if (!known) this.#build(result);
    const doubtful = new Set(result.review.fields);
    for (const [path, one] of this.#fields) one.update(result.fields[path], doubtful.has(path));
    this.#count();
  }

  focusFirst() {
    const first = this.open[0] ?? this.all.find((one) => one.input.checkVisibility());
    this.#focus(first);
  }

  focusPath(path) {
    this.#focus(this.#fields.get(path));
  }

  fill(text, span) {
    if (this.#current && !this.#locked) this.#current.fill(text, span);
  }

  #build(result) {
    const focused = this.#current?.path;
    this.#fields = new Map(Object.entries(result.fields).map(([path, field]) => [path, new Field(path, field, cell(path) && title(path))]));
    if (this.#locked) this.lock();
    const doubtful = new Set(result.review.fields);
    const alone = this.all.filter((one) => !cell(one.path));
    const tables = Map.groupBy(this.all.filter((one) => cell(one.path)), (one) => cell(one.path).table);
    const rest = alone.filter((one) => !doubtful.has(one.path));
    this.#root.replaceChildren(
      node("h2", {}, "To check ", node("span", { id: "open-count", class: "count" })),
      ...alone.filter((one) => doubtful.has(one.path)).map(block),
      ...[...tables].map(([path, cells]) => fold(title(path), grid(cells), cells.some((one) => doubtful.has(one.path)))),
      fold(`Accepted (${rest.length})`, node("div", {}, ...rest.map(block)), false),
    );
    if (focused) this.focusPath(focused);
  }

  #lockOne(one) {
    one.input.dataset.locked = "true";
    one.input.readOnly = true;
  }

  #count() {
    const open = this.open.length;
    document.getElementById("open-count").textContent = open === 0 ? "nothing left" : String(open);
  }

  #focus(one) {
    if (!one) return;
    one.input.closest("details")?.setAttribute("open", "");
    one.input.focus();
    one.input.scrollIntoView({ block: "nearest" });
  }

  #of(target) {
    return this.all.find((one) => one.input === target);
  }

  #enter(target) {
    const field = this.#of(target);
    if (!field) return;
    this.#current?.entry.parentElement?.classList.remove("current");
    this.#current?.detail.classList.remove("current");
    this.#current = field;
    field.entry.parentElement.classList.add("current");
    field.detail.classList.add("current");
    if (!field.isDirty) field.input.select();
    this.#acts.current(field);
  }

  #press(event) {
    const field = this.#of(event.target);
    if (!field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      Enter: () => event.repeat || this.#decide(field),
      Escape: () => field.restore(),
      ArrowDown: () => this.#locked || field.turn(1),
      ArrowUp: () => this.#locked || field.turn(-1),
      PageDown: () => this.#acts.page(1),
      PageUp: () => this.#acts.page(-1),
    }[event.key];
    if (!act || (event.key === "Enter" && event.shiftKey)) return;
    event.preventDefault();
    act();
  }

  // What is typed may be refused, so it is waited for; any other decision is saved while the person goes on.
  async #decide(field) {
    if (field.isPending) return;
    if (this.#locked || (!field.isDirty && !field.isOpen)) return this.#next(field);
    const decision = field.decision();
    field.wait();
    if (decision.verdict !== "correct") this.#next(field);
    this.#count();
    try {
      await this.#acts.decide(decision);
      field.saved();
      if (decision.verdict === "correct" && document.activeElement === field.input) this.#next(field);
    } catch (problem) {
      field.refused(problem.message);
      if (document.activeElement !== field.input) say(`${title(field.path)} was not saved. ${problem.message}`);
    }
    this.#count();
  }

  #next(field) {
    const all = this.all;
    const at = all.indexOf(field);
    const next = [...all.slice(at + 1), ...all.slice(0, at)].find((one) => one.isOpen);
    if (next) this.#focus(next);
    else this.#acts.finished();
  }
}

function block(field) {
  return node("div", { class: "field", "data-path": field.path }, label(field), field.entry, field.detail);
}

function fold(name, inside, open) {
  return node("details", { open }, node("summary", {}, name), inside);
}

function grid(cells) {
  const columns = [...new Set(cells.map((one) => cell(one.path).column))];
  const rows = Map.groupBy(cells, (one) => cell(one.path).row);
  const head = node("tr", {}, node("th", { scope: "col" }, "Row"), ...columns.map((one) => node("th", { scope: "col" }, title(`/${one}`))));
  const body = [...rows].map(([number, inRow]) => {
    const byColumn = new Map(inRow.map((one) => [cell(one.path).column, one]));
    const entries = columns.map((one) => entry(byColumn.get(one)));
    return node("tr", {}, node("th", { scope: "row" }, String(number + 1)), ...entries);
  });
  const table = node("table", { class: "grid" }, node("thead", {}, head), node("tbody", {}, ...body));
  return node("div", {}, node("div", { class: "wide" }, table), node("div", { class: "details" }, ...cells.map((one) => one.detail)));
}

function entry(field) {
  return field ? node("td", { "data-path": field.path }, field.entry) : node("td", {});
}

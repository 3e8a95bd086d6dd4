// One value of the result: its input, its state, the reason for it, and what else was read.

import { node, state, title, written } from "./words.js";

const LONG = 48; // characters; more get a second line

let made = 0;

export class Field {
  path;
  input;
  entry; // the input with its state
  detail; // the reason, other readings, messages
  #shown = "";
  #field = null;
  #doubtful = false;
  #pending = false;
  #sent = null;
  #pointed = null;
  #picked = null;
  #state = node("span", { class: "standing" });
  #why = node("p", { class: "why" });
  #rivals = node("p", { class: "rivals" });
  #message = node("p", { class: "message", role: "alert" });

  constructor(path, field, label) {
    const id = `field-${++made}`;
    this.path = path;
    this.input = node(written(field.value).length > LONG ? "textarea" : "input", {
      id,
      rows: 2,
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-state ${id}-why ${id}-message`,
      "aria-label": label ?? null,
    });
    this.#state.id = `${id}-state`;
    this.#why.id = `${id}-why`;
    this.#message.id = `${id}-message`;
    this.entry = node("div", { class: "entry" }, this.input, this.#state);
    this.detail = node("div", { class: "detail" }, this.#why, this.#rivals, this.#message);
    this.input.addEventListener("input", () => this.#paint());
  }

  get isDirty() {
    return this.input.value !== this.#shown;
  }

  // It waits for a person, and none has just decided it.
  get isOpen() {
    return this.#doubtful && !this.#pending;
  }

  get isPending() {
    return this.#pending;
  }

  get evidence() {
    return this.#field.evidence;
  }

  // What a newer result says of it. What a person is typing stays.
  update(field, doubtful) {
    const free = !this.isDirty;
    this.#field = field;
    this.#doubtful = doubtful;
    this.#shown = written(field.value);
    if (free) this.#write(this.#shown);
    this.#why.replaceChildren(...field.why.map((one) => node("span", {}, `${one.says} `)));
    this.#rivals.replaceChildren(...this.#rivalNodes());
    this.#paint();
  }

  // The decision that Enter stands for.
  decision() {
    const typed = this.input.value.trim();
    const path = this.path;
    if (!this.isDirty) return { path, verdict: "confirm" };
    if (typed === "") return { path, verdict: "reject" };
    if (this.#picked && typed === written(this.#picked.value)) return { path, verdict: "correct", value: this.#picked.value };
    return this.#pointed?.text === typed ? { path, verdict: "correct", typed, span: this.#pointed.span } : { path, verdict: "correct", typed };
  }

  wait() {
    this.#pending = true;
    this.#sent = this.input.value;
    this.tell("");
  }

  saved() {
    this.#pending = false;
    this.#picked = null;
    this.#pointed = null;
    if (this.input.value === this.#sent) this.#write(this.#shown);
    this.tell("");
  }

  refused(message) {
    this.#pending = false;
    this.tell(message);
  }

  tell(message) {
    this.#message.textContent = message;
    this.input.setAttribute("aria-invalid", String(message !== ""));
    this.#paint();
  }

  restore() {
    this.input.value = this.#shown;
    this.#picked = null;
    this.tell("");
    this.input.select();
  }

  // The next of the other readings, or the one before it.
  turn(by) {
    const readings = [null, ...this.#field.rivals];
    if (readings.length === 1) return false;
    const at = this.#picked ? readings.indexOf(this.#picked) : 0;
    this.#pick(readings[(at + by + readings.length) % readings.length]);
    return true;
  }

  // What was clicked on the page, with its place in the document's text where that is known.
  fill(text, span) {
    this.#pointed = span ? { text, span } : null;
    this.input.value = text;
    this.tell("");
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  #write(text) {
    if (this.input.value !== text) this.input.value = text;
  }

  #pick(rival) {
    this.#picked = rival;
    this.input.value = rival ? written(rival.value) : this.#shown;
    this.input.select();
    this.tell("");
  }

  #rivalNodes() {
    if (this.#field.rivals.length === 0) return [];
    const buttons = this.#field.rivals.map((one) => {
      const pick = () => (this.input.focus(), this.#pick(one));
      return node("button", { type: "button", tabindex: "-1", class: "rival value", onclick: pick }, written(one.value) || "nothing");
    });
    return [node("span", {}, "Also seen (↓) "), ...buttons];
  }

  #paint() {
    const name = this.#pending ? "saving" : this.#field.state;
    const sure = this.#field.confidence;
    const percent = sure === null || !this.isOpen || this.#field.value === null ? null : node("span", { class: "sure" }, ` ${Math.round(sure * 100)} %`);
    this.#state.replaceChildren(state(name), ...(percent ? [percent] : []));
    this.entry.dataset.state = name;
    this.entry.classList.toggle("dirty", this.isDirty && !this.#pending);
    this.entry.classList.toggle("open", this.isOpen);
    this.input.readOnly = this.input.dataset.locked === "true" || (this.#pending && this.isDirty);
  }
}

export const label = (field) => node("label", { for: field.input.id }, title(field.path));

// The document as a person sees it: the picture of a page with its marks, or, where there is no picture, its words.

import { ask, ROOT } from "./api.js";
import { node, say } from "./words.js";

const WIDTH = 1400; // pixels of the picture
const CROP_WIDTH = 1100; // pixels of the page from which a field's place is cut out
const PDF = "application/pdf";
const SVG = "http://www.w3.org/2000/svg";

export function paper(root, about, take) {
  return about.media_type === PDF ? new Pictures(root, about, take) : new Text(root, about, take);
}

// Pages of a PDF. Places are fractions of the page, so marks stay where they are at every size.
class Pictures {
  #sheet;
  #about;
  #take;
  #number = 1;
  #words = new Map();
  #fields = [];
  #current = null;
  #marks = document.createElementNS(SVG, "svg");
  #image = node("img", {});
  #from = null;

  constructor(root, about, take) {
    this.#sheet = root.querySelector(".sheet");
    this.#about = about;
    this.#take = take;
    this.#marks.setAttribute("viewBox", "0 0 1 1");
    this.#marks.setAttribute("preserveAspectRatio", "none");
    this.#marks.setAttribute("aria-hidden", "true");
    const page = node("div", { class: "picture" }, this.#image, this.#marks);
    this.#sheet.append(page);
    this.#image.addEventListener("error", () => say("The picture of this page cannot be shown."));
    this.#image.addEventListener("load", () => this.#reveal());
    page.addEventListener("pointerdown", (event) => this.#press(event));
    page.addEventListener("pointermove", (event) => this.#point(event));
    page.addEventListener("pointerup", (event) => this.#lift(event));
    page.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    this.#show(1);
  }

  get page() {
    return this.#about.pages > 1 ? `${this.#number} of ${this.#about.pages}` : "";
  }

  get canZoom() {
    return true;
  }

  turn(by) {
    this.#show(Math.min(Math.max(this.#number + by, 1), this.#about.pages ?? 1));
  }

  mark(fields, current) {
    this.#fields = fields;
    this.#current = current;
    const place = current?.evidence.find((one) => one.box);
    if (place) this.#show(place.page);
    this.#paint();
    this.#reveal();
  }

  // Until the page can be seen.
  ready() {
    return this.#image.decode().catch(() => {});
  }

  // The place of a field's value, enlarged; null for what stands on no page.
  crop(field) {
    const place = field.evidence.find((one) => one.box);
    if (!place) return null;
    const [wide, high] = place.page_size;
    const [left, top, right, bottom] = place.box;
    const made = node("div", { class: "crop", "aria-hidden": "true" }, node("img", { src: this.#source(place.page), alt: "" }));
    const height = (CROP_WIDTH * high) / wide;
    const image = made.firstChild;
    image.style.width = `${CROP_WIDTH}px`;
    image.style.left = `calc(50% - ${((left + right) / 2) * CROP_WIDTH}px)`;
    image.style.top = `calc(50% - ${((top + bottom) / 2) * height}px)`;
    return made;
  }

  #source(number) {
    return `${ROOT}/documents/${this.#about.id}/pages/${number}?width=${WIDTH}`;
  }

  #show(number) {
    const source = this.#source(number);
    if (this.#image.getAttribute("src") === source) return;
    this.#number = number;
    this.#image.alt = `Page ${number} of ${this.#about.name}`;
    this.#image.src = source;
    this.#paint();
    if (!this.#words.has(number)) this.#words.set(number, ask(`/documents/${this.#about.id}/words?page=${number}`).then(boxed, () => []));
    this.#sheet.dispatchEvent(new CustomEvent("turned", { bubbles: true }));
  }

  #paint() {
    const places = this.#fields.flatMap((field) => field.evidence.map((one) => [field, one]));
    const here = places.filter(([, one]) => one.box && one.page === this.#number);
    const order = (field) => (field === this.#current ? 2 : field.isOpen ? 1 : 0);
    here.sort(([one], [other]) => order(one) - order(other));
    this.#marks.replaceChildren(...here.map(([field, one]) => rectangle(one.box, ["seen", "open", "current"][order(field)], field.path)));
  }

  #reveal() {
    const mark = this.#marks.querySelector(".current");
    if (!mark || !this.#image.complete) return;
    const box = mark.getBoundingClientRect();
    const view = this.#sheet.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom) this.#sheet.scrollTop += box.top - view.top - view.height / 3;
    if (box.left < view.left || box.right > view.right) this.#sheet.scrollLeft += box.left - view.left - view.width / 3;
  }

  async #press(event) {
    if (event.button === 0) this.#from = await this.#at(event);
  }

  async #point(event) {
    const at = await this.#at(event);
    this.#marks.querySelectorAll(".word").forEach((one) => one.remove());
    if (at === null) return;
    const words = await this.#words.get(this.#number);
    const [first, last] = event.buttons === 1 && this.#from !== null ? range(this.#from, at) : [at, at];
    this.#marks.prepend(...words.slice(first, last + 1).map((one) => rectangle(one.box, "word")));
  }

  async #lift(event) {
    const at = await this.#at(event);
    if (this.#from === null || at === null) return;
    const [first, last] = range(this.#from, at);
    const words = await this.#words.get(this.#number);
    this.#from = null;
    const taken = words.slice(first, last + 1);
    this.#take(taken.map((one) => one.text).join(" "), [taken[0].chars[0], taken.at(-1).chars[1]]);
  }

  // The number of the word at a place, or null.
  async #at(event) {
    const area = this.#image.getBoundingClientRect();
    const x = (event.clientX - area.left) / area.width;
    const y = (event.clientY - area.top) / area.height;
    const words = await this.#words.get(this.#number);
    const found = words.findIndex(({ box: [left, top, right, bottom] }) => x >= left && x <= right && y >= top && y <= bottom);
    return found === -1 ? null : found;
  }
}

const range = (one, other) => [Math.min(one, other), Math.max(one, other)];
const boxed = ({ pages }) => pages.flatMap((page) => page.words).filter((word) => word.box);

function rectangle([left, top, right, bottom], kind, path = null) {
  const made = document.createElementNS(SVG, "rect");
  const sides = { x: left, y: top, width: right - left, height: bottom - top, class: kind };
  for (const [name, value] of Object.entries(sides)) made.setAttribute(name, value);
  if (path) made.dataset.path = path;
  return made;
}

// Documents without pictures: their words, line by line.
class Text {
  #sheet;
  #take;
  #words = [];
  #waiting = null;
  #filled;

  constructor(root, about, take) {
    this.#sheet = root.querySelector(".sheet");
    this.#take = take;
    this.#sheet.addEventListener("mousedown", (event) => this.#press(event));
    this.#filled = ask(`/documents/${about.id}/words`).then((words) => this.#fill(words.pages), () => this.#fill([]));
  }

  get page() {
    return "";
  }

  get canZoom() {
    return false;
  }

  ready() {
    return this.#filled;
  }

  crop() {
    return null;
  }

  turn(by) {
    this.#sheet.scrollTop += by * this.#sheet.clientHeight * 0.9;
  }

  mark(fields, current) {
    this.#waiting = [fields, current];
    const spans = (some) => some.flatMap((field) => field.evidence.map((one) => one.chars));
    const seen = spans(fields);
    const open = spans(fields.filter((field) => field.isOpen));
    const here = spans(current ? [current] : []);
    for (const { element, start, end } of this.#words) {
      const inside = ([from, to]) => start < to && end > from;
      element.classList.toggle("seen", seen.some(inside));
      element.classList.toggle("open", open.some(inside));
      element.classList.toggle("current", here.some(inside));
    }
    this.#sheet.querySelector(".current")?.scrollIntoView({ block: "nearest" });
  }

  #press(event) {
    const word = event.target.closest(".word");
    if (!word) return;
    event.preventDefault(); // the focus stays in the field
    this.#take(word.textContent);
  }

  #fill(pages) {
    const some = pages.some((page) => page.words.length);
    const parts = new Set(pages.map((page) => page.part)).size > 1;
    for (const page of some ? pages : []) {
      if (parts) this.#sheet.append(node("h3", {}, page.part));
      this.#sheet.append(node("div", { class: "text" }, ...lines(page.words).map((line) => this.#line(line))));
    }
    if (!some) this.#sheet.append(node("p", { class: "note" }, "This document cannot be shown here; its original can be saved."));
    if (this.#waiting) this.mark(...this.#waiting);
  }

  #line(words) {
    return node("p", {}, ...words.flatMap((word, at) => [at ? " " : "", ...this.#pieces(word)]));
  }

  #pieces({ text, chars: [start] }) {
    let at = start;
    return text.split(/(\s+)/).map((piece) => {
      at += [...piece].length; // places count code points
      if (piece.trim() === "") return piece;
      const element = node("span", { class: "word" }, piece);
      this.#words.push({ element, start: at - [...piece].length, end: at });
      return element;
    });
  }
}

// Words with a place, line by line: a line ends where the next word stands further left or lower. Words without one are lines.
function lines(words) {
  const found = [];
  let last = null;
  for (const word of words) {
    const goesOn = last?.box && word.box && word.box[0] >= last.box[0] && word.box[1] < last.box[3];
    if (goesOn) found.at(-1).push(word);
    else found.push([word]);
    last = word;
  }
  return found;
}

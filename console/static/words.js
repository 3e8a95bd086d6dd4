// How values, names, states and times are written, and the nodes that hold them. Text always becomes a text node.

export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const SAID_MS = 10_000;
let said = null;

// One sentence for everybody, at the foot of the page, until it has been read.
export function say(text) {
  clearTimeout(said);
  const status = document.getElementById("status");
  status.textContent = text;
  said = setTimeout(() => (status.textContent = ""), SAID_MS);
}

// A value of a result as a person would type it.
export function written(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") {
    if ("amount" in value) return [value.amount, value.currency].filter(Boolean).join(" ");
    return JSON.stringify(value);
  }
  return String(value);
}

// What a document is called in lists: a piece of a packet by its pages, too.
export function called(one) {
  if (!one.page_range) return one.name;
  const [first, last] = one.page_range;
  return `${one.name}, ${first === last ? `page ${first}` : `pages ${first}-${last}`}`;
}

const spaced = (name) => name.replaceAll("_", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const steps = (path) => path.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

// The name of a field for people: rows count from 1.
export function title(path) {
  return capital(steps(path).map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : spaced(step))).join(" "));
}

// Where a field stands in a table: the table's path, row and column; null for a field of its own.
export function cell(path) {
  const found = /^(.*)\/(\d+)\/([^/]+)$/.exec(path);
  return found && { table: found[1], row: Number(found[2]), column: found[3] };
}

// Icon, word and hue of each state: of fields, of documents, of reviews.
export const STATES = {
  accepted: ["✓", "accepted", "ok"],
  check: ["?", "check", "check"],
  missing: ["!", "missing", "err"],
  invalid: ["!", "invalid", "err"],
  absent: ["–", "not there", "quiet"],
  confirmed: ["✓", "confirmed", "ok"],
  corrected: ["✎", "corrected", "edit"],
  queued: ["…", "waiting", "quiet"],
  running: ["↻", "working", "accent"],
  succeeded: ["✓", "done", "ok"],
  failed: ["✕", "failed", "err"],
  canceled: ["–", "canceled", "quiet"],
  needs_review: ["?", "to check", "check"],
  in_review: ["◑", "in review", "accent"],
  postponed: ["◷", "put off", "quiet"],
  second_review: ["?", "second check", "check"],
  approved: ["✓", "approved", "ok"],
  rejected: ["✕", "rejected", "err"],
  not_required: ["✓", "done", "ok"],
  saving: ["↻", "saving", "accent"],
};

export function state(name) {
  const [icon, word, hue] = STATES[name] ?? ["", name, "quiet"];
  return node("span", { class: `state ${hue}` }, node("span", { "aria-hidden": "true" }, icon), ` ${word}`);
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function since(time) {
  const seconds = (Date.parse(time) - Date.now()) / 1000;
  const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"]].find(([one]) => -seconds >= one) ?? [1, "second"];
  return relative.format(Math.min(0, Math.round(seconds / size)), unit);
}

export function ago(time) {
  return node("time", { datetime: time, title: new Date(time).toLocaleString() }, since(time));
}

// Brings the times of rows that are kept up to now.
export function freshen(root) {
  for (const one of root.querySelectorAll("time")) one.textContent = since(one.dateTime);
}

export function clock(time) {
  return new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

// The list of documents: files are handed in, and their states follow by themselves.

import { ask, may } from "./api.js";
import { hand, prepare, schemaOptions } from "./hand_in.js";
import { ago, called, freshen, node, say, state, STATES } from "./words.js";

const BUSY_MS = 1000;
const CALM_MS = 5000;
const LIMIT = 50;
const UNKNOWN = "no_schema_applies";
const WORKING = new Set(["queued", "running"]);

const list = document.getElementById("documents");
const rows = list.tBodies[0];
const empty = document.getElementById("empty");
const filters = document.getElementById("filters");
const paging = document.getElementById("paging");
const chosen = new URLSearchParams(location.search);
let timer = null;

async function refresh() {
  clearTimeout(timer);
  let busy = false;
  try {
    const listed = await ask(`/documents?${asked()}`);
    busy = listed.documents.some((one) => WORKING.has(one.status));
    show(listed);
  } catch (problem) {
    say(problem.message);
  }
  if (!document.hidden) timer = setTimeout(refresh, busy ? BUSY_MS : CALM_MS);
}

function asked() {
  const query = new URLSearchParams(chosen);
  query.set("limit", LIMIT);
  return query;
}

function show({ documents, facets, cursor }) {
  list.hidden = documents.length === 0;
  empty.hidden = !list.hidden;
  empty.textContent = [...chosen.keys()].length ? "No document is in this state." : "There are no documents yet. Drop some files above.";
  showRows(documents);
  showFilters(facets);
  paging.replaceChildren(...pagingButtons(cursor));
}

// Rows stay where they are while nothing about them changes, so that a focus in them survives.
function showRows(documents) {
  const before = new Map([...rows.rows].map((row) => [row.dataset.id, row]));
  const now = documents.map((one) => {
    const seen = JSON.stringify(one);
    const row = before.get(one.id);
    if (row?.dataset.seen === seen) return row;
    return row ? refill(row, one, seen) : refill(node("tr", { "data-id": one.id }), one, seen);
  });
  if (now.length !== rows.rows.length || now.some((row, at) => rows.rows[at] !== row)) rows.replaceChildren(...now);
  freshen(rows);
}

function refill(row, one, seen) {
  row.dataset.seen = seen;
  row.dataset.status = one.status;
  row.replaceChildren(
    node("th", { scope: "row" }, node("a", { href: `/console/documents/${one.id}` }, called(one))),
    node("td", {}, one.schema_name),
    node("td", {}, ...states(one)),
    node("td", { class: "number" }, one.pages === null ? "" : String(one.pages)),
    node("td", {}, ago(one.created_at)),
    node("td", { class: "actions" }, ...actions(one)),
  );
  return row;
}

function states(one) {
  if (one.status === "succeeded") return [state(one.review === "not_required" ? "succeeded" : one.review)];
  return [state(one.status), one.error ? node("p", { class: "why" }, `${one.error.says} ${one.error.fix ?? ""}`) : null];
}

function actions(one) {
  const made = [];
  const add = (word, act) => made.push(node("button", { class: "quiet", "aria-label": `${word} ${one.name}`, onclick: act }, word));
  if (may("submit")) {
    if (WORKING.has(one.status)) add("Cancel", () => change(`/documents/${one.id}/cancel`));
    else if (one.error?.code === UNKNOWN) made.push(schemaChoice(one));
    else if (one.status === "succeeded") add("Reprocess", () => change(`/documents/${one.id}/reprocess`));
    else add("Retry", () => change(`/documents/${one.id}/retry`));
  }
  if (may("admin")) add("Delete", () => remove(one));
  return made;
}

// No schema says that it is for this document: a person names one, and it is read at once.
function schemaChoice(one) {
  const choice = node("select", { "aria-label": `Schema for ${one.name}` }, node("option", { value: "" }, "Read as …"));
  choice.addEventListener("change", () => change(`/documents/${one.id}/reprocess?schema=${encodeURIComponent(choice.value)}`));
  schemaOptions()
    .then((options) => choice.append(...options))
    .catch((problem) => say(problem.message));
  return choice;
}

async function change(path, method = "POST") {
  try {
    await ask(path, { method });
    say("");
  } catch (problem) {
    say(problem.message);
  }
  await refresh();
}

function remove(one) {
  const sure = document.getElementById("sure");
  document.getElementById("sure-name").textContent = one.name;
  sure.returnValue = "keep";
  sure.onclose = () => sure.returnValue === "delete" && change(`/documents/${one.id}?reason=console`, "DELETE");
  sure.showModal();
}

function showFilters(facets) {
  const focus = document.activeElement?.dataset.filter;
  const all = Object.values(facets.status).reduce((sum, one) => sum + one, 0);
  const buttons = [filter("", "", "all", all)];
  for (const kind of ["status", "review"]) {
    for (const [name, count] of Object.entries(facets[kind])) {
      if (name !== "not_required" && name !== "succeeded") buttons.push(filter(kind, name, STATES[name]?.[1] ?? name, count));
    }
  }
  buttons.push(filter("error", UNKNOWN, "to triage"));
  if (Object.keys(facets.schema).length > 1) {
    for (const [name, count] of Object.entries(facets.schema)) buttons.push(filter("schema", name, name, count));
  }
  filters.replaceChildren(...buttons);
  if (focus) buttons.find((one) => one.dataset.filter === focus)?.focus();
}

function filter(kind, name, word, count) {
  const pressed = kind === "" ? ![...chosen.keys()].some((key) => key !== "cursor") : chosen.get(kind) === name;
  const label = count === undefined ? [word] : [word, " ", node("span", { class: "count" }, String(count))];
  return node("button", { class: "filter", "data-filter": `${kind} ${name}`, "aria-pressed": String(pressed), onclick: () => choose(kind, name) }, ...label);
}

function choose(kind, name) {
  for (const key of [...chosen.keys()]) chosen.delete(key);
  if (kind) chosen.set(kind, name);
  turn();
}

function pagingButtons(cursor) {
  const made = [];
  if (chosen.has("cursor")) made.push(node("button", { onclick: () => (chosen.delete("cursor"), turn()) }, "Newest"));
  if (cursor) made.push(node("button", { onclick: () => (chosen.set("cursor", cursor), turn()) }, "Older"));
  return made;
}

function turn() {
  const query = String(chosen);
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  refresh();
}

document.addEventListener("visibilitychange", () => document.hidden || refresh());
prepare(async (file, schema) => {
  const handed = await hand(file, schema);
  refresh();
  return handed;
});
refresh();

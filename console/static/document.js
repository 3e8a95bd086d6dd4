// One document beside its fields: what the person looks at, decides, takes back, and where they go next.

import { ask, may } from "./api.js";
import { Decisions } from "./decisions.js";
import { Fields } from "./fields.js";
import { Lease } from "./lease.js";
import { paper } from "./paper.js";
import { called, cell, node, say } from "./words.js";

const AGAIN_MS = 1500;
const KEEP_MS = 5 * 60_000; // well before the fifteen minutes are over
const WAITING = new Set(["needs_review", "in_review", "postponed", "second_review"]);

const byId = (id) => document.getElementById(id);
const root = byId("paper");
const id = root.dataset.document;
const lease = new Lease(id);
let sheet = null;
let newest = null;

const decisions = new Decisions(id, { changed: show, counted: countUnsaved });
const fields = new Fields(byId("fields"), {
  decide: (decision) => decisions.decide(decision),
  current: lookAt,
  page: (by) => sheet?.turn(by),
  finished: () => byId("finish").hidden || byId("finish").focus(),
});

async function begin() {
  const about = await ask(`/documents/${id}`);
  byId("name").textContent = called(about);
  document.title = `${called(about)} · Assay`;
  byId("original").href = `/console/api/v1/documents/${id}/original`;
  root.addEventListener("turned", showPage);
  sheet = paper(root, about, (text, span) => fields.fill(text, span));
  showPage();
  const result = await resultOf();
  decisions.begin(result);
  await takeIt(about);
  if (result.error) byId("fields").replaceChildren(node("p", { class: "note err" }, `${result.error.says} ${result.error.fix}`));
  if (Object.keys(result.fields).length) show(result);
  else if (!result.error) byId("fields").replaceChildren(nothingFound(result.document.pieces));
  fields.focusFirst();
  await sheet.ready();
  byId("fields").setAttribute("aria-busy", "false");
  performance.mark("assay:ready");
}

function nothingFound(pieces) {
  if (pieces.length === 0) return node("p", { class: "note" }, "The schema found no fields in this document.");
  const words = pieces.length === 1 ? "one document" : `${pieces.length} documents`;
  return node("p", { class: "note" }, "This file holds ", node("a", { href: `/console/documents?parent=${id}` }, words), ".");
}

async function resultOf() {
  for (;;) {
    try {
      return await ask(`/documents/${id}/result`);
    } catch (problem) {
      if (problem.code !== "result_not_ready") throw problem;
      byId("fields").replaceChildren(node("p", { class: "note" }, "The document is still being worked on; this page follows."));
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

async function takeIt(about) {
  if (!may("review")) return fields.lock();
  if (!WAITING.has(about.review)) return;
  await keepIt();
  setInterval(keepIt, KEEP_MS);
}

async function keepIt() {
  const { says, locked } = await lease.take();
  byId("holder").textContent = says;
  if (locked) fields.lock();
  byId("skip").hidden = byId("finish").hidden = locked;
}

function show(result) {
  newest = result;
  fields.show(result);
  sheet.mark(fields.all, fields.current);
}

function lookAt(field) {
  sheet.mark(fields.all, field);
  document.querySelector(".crop")?.remove();
  const crop = cell(field.path) ? null : sheet.crop(field);
  if (crop) field.entry.before(crop);
}

function showPage() {
  byId("page").textContent = sheet ? sheet.page : "";
  byId("zoom").hidden = document.querySelector("label[for=zoom]").hidden = !sheet?.canZoom;
  byId("back").hidden = byId("forward").hidden = !byId("page").textContent;
}

function countUnsaved(waiting) {
  byId("saved").textContent = waiting === 0 ? "✓ Saved" : "Saving…";
}

async function undo() {
  const before = newest;
  try {
    const after = await decisions.undo();
    const changed = Object.keys(after.fields).filter((path) => JSON.stringify(after.fields[path]) !== JSON.stringify(before.fields[path]));
    fields.focusPath(changed.find((path) => after.review.fields.includes(path)) ?? changed[0]);
    say("Taken back.");
  } catch (problem) {
    say(problem.message);
  }
}

async function finish() {
  await decisions.settled();
  const open = fields.open.length;
  if (open === 0) return next();
  say(open === 1 ? "One field is still open." : `${open} fields are still open.`);
  fields.focusFirst();
}

async function skip() {
  await decisions.settled();
  await lease.skip();
  await next();
}

async function next() {
  const found = await ask("/review/next");
  location.assign(found ? `/console/documents/${found.document}` : "/console/queue");
}

function attempt(act) {
  return () => act().catch((problem) => say(problem.message));
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.repeat) return;
  const canDecide = !byId("finish").hidden;
  if (event.key === "Enter" && canDecide) attempt(event.shiftKey ? skip : finish)();
  else if (event.key === "z" && !fields.current?.isDirty) attempt(undo)();
  else return;
  event.preventDefault();
});
byId("finish").addEventListener("click", attempt(finish));
byId("finish").addEventListener("keydown", (event) => event.repeat && event.preventDefault()); // of the Enter that decided the last field
byId("skip").addEventListener("click", attempt(skip));
byId("back").addEventListener("click", () => sheet.turn(-1));
byId("forward").addEventListener("click", () => sheet.turn(1));
byId("zoom").addEventListener("change", (event) => (byId("sheet").dataset.zoom = event.target.value));
window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // it was given back when it was left
begin().catch((problem) => {
  byId("fields").setAttribute("aria-busy", "false");
  byId("fields").replaceChildren(node("p", { class: "note err" }, problem.message));
});

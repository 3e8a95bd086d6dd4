// What waits for a person, the dearest first.

import { ask, reviewer } from "./api.js";
import { ago, called, freshen, node, say } from "./words.js";

const CALM_MS = 4000;

const list = document.getElementById("queue");
const empty = document.getElementById("empty");
const start = document.getElementById("start");
const schema = document.getElementById("schema");
const query = () => (schema.value ? `?schema=${encodeURIComponent(schema.value)}` : "");
let timer = null;
let seen = "";
let mine = null;

async function refresh() {
  clearTimeout(timer);
  try {
    const { reviews } = await ask(`/review${query()}`);
    show(reviews);
  } catch (problem) {
    say(problem.message);
  }
  if (!document.hidden) timer = setTimeout(refresh, CALM_MS);
}

// The rows stay as they are while nothing changes, so that a focus in them survives.
function show(reviews) {
  mine = reviews.find((one) => one.reviewer === reviewer && Date.parse(one.free_at) > Date.now())?.document ?? null;
  start.disabled = !reviews.some(isFree);
  freshen(list);
  const now = JSON.stringify(reviews.map((one) => [one, isFree(one)]));
  if (seen === now) return;
  seen = now;
  list.hidden = reviews.length === 0;
  empty.hidden = !list.hidden;
  empty.textContent = "Nothing waits for a person.";
  list.tBodies[0].replaceChildren(...reviews.map(row));
}

const isFree = (one) => one.reviewer === reviewer || Date.parse(one.free_at) <= Date.now();

function row(one) {
  return node(
    "tr",
    { "data-id": one.document },
    node("th", { scope: "row" }, node("a", { href: `/console/documents/${one.document}` }, called(one))),
    node("td", {}, one.schema),
    node("td", { class: "number" }, String(one.doubtful)),
    node("td", { class: "number" }, one.risk.toFixed(2)),
    node("td", {}, held(one)),
    node("td", {}, ago(one.since)),
  );
}

function held(one) {
  if (Date.parse(one.free_at) <= Date.now()) return "";
  if (one.reviewer === null) return "put off";
  return one.reviewer === reviewer ? "you" : one.reviewer;
}

start.addEventListener("click", async () => {
  try {
    const next = mine ? { document: mine } : await ask(`/review/next${query()}`);
    if (next) return location.assign(`/console/documents/${next.document}`);
    say("Others have everything that waits.");
  } catch (problem) {
    say(problem.message);
  }
  refresh();
});
schema.addEventListener("change", refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
ask("/schemas").then(({ schemas }) => schema.append(...schemas.map((one) => node("option", { value: one.name }, one.name))), () => {});
refresh();

// Files on their way in, dropped or chosen; each says what became of it.

import { ask, may } from "./api.js";
import { node, say } from "./words.js";

const AT_ONCE = 2;

export function hand(file, schema) {
  const form = new FormData();
  form.append("file", file, file.name);
  form.append("schema", schema);
  return ask("/documents", { method: "POST", form });
}

// Makes the zone take files; `hand` sends one of them.
export function prepare(hand) {
  const zone = document.getElementById("hand-in");
  zone.hidden = !may("submit");
  if (zone.hidden) return;
  const files = document.getElementById("files");
  files.addEventListener("change", () => {
    send([...files.files], hand);
    files.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (event) => over(event, zone, true));
  zone.addEventListener("dragleave", (event) => over(event, zone, zone.contains(event.relatedTarget)));
  zone.addEventListener("drop", (event) => {
    over(event, zone, false);
    send([...event.dataTransfer.files], hand);
  });
  // A file that misses the zone would replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
  schemaOptions()
    .then((options) => document.getElementById("schema").append(...options))
    .catch((problem) => say(problem.message));
}

function over(event, zone, inside) {
  event.preventDefault();
  zone.classList.toggle("over", inside);
}

// The schemas that can be named, to choose among.
export async function schemaOptions() {
  const { schemas } = await ask("/schemas");
  return schemas.map((one) => node("option", { value: one.name }, one.name));
}

async function send(files, hand) {
  const schema = document.getElementById("schema").value;
  const waiting = files.map((file) => [file, line(file)]);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await sendOne(...next, schema, hand);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function line(file) {
  const says = node("span", { class: "says" }, "waiting");
  document.getElementById("uploads").append(node("li", {}, node("span", { class: "value" }, file.name), " ", says));
  return says;
}

async function sendOne(file, says, schema, hand) {
  says.textContent = "sending…";
  try {
    const { id, duplicate_of: known } = await hand(file, schema);
    if (!known) return says.parentElement.remove();
    says.replaceChildren("is here already: ", node("a", { href: `/console/documents/${id}` }, "look at it"));
  } catch (problem) {
    says.textContent = `was not taken. ${problem.message}`;
    says.classList.add("err");
  }
}

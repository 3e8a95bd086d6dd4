// Decisions on their way to the server, one after the other, each on the revision that the one before it made.

import { ask, Problem } from "./api.js";

const OVERTAKEN = { code: "revision_stale", detail: "The document changed before this could be saved.", fix: "Look at it again, and press Enter." };

export class Decisions {
  #path;
  #revision = 0;
  #epoch = 0;
  #waiting = 0;
  #last = Promise.resolve();
  #changed;
  #counted;

  // `changed` gets every new result, `counted` how many decisions are not saved yet.
  constructor(document, { changed, counted }) {
    this.#path = `/review/${document}`;
    this.#changed = changed;
    this.#counted = counted;
  }

  begin(result) {
    this.#revision = result.revision;
  }

  // The promise of the result that it makes; it throws Problem.
  decide(decision) {
    return this.#queue("decisions", { decisions: [decision] });
  }

  undo() {
    return this.#queue("undo");
  }

  // Until nothing is on its way.
  settled() {
    return this.#last;
  }

  #queue(act, json) {
    const epoch = this.#epoch;
    this.#count(1);
    const sent = this.#last.then(() => this.#send(act, json, epoch)).finally(() => this.#count(-1));
    this.#last = sent.catch(() => {});
    return sent;
  }

  // What was queued before the result turned out to be old was decided on values that nobody may have seen: it is not sent.
  async #send(act, json, epoch) {
    if (epoch !== this.#epoch) throw new Problem(412, OVERTAKEN);
    try {
      const result = await ask(`${this.#path}/${act}`, { method: "POST", json, revision: this.#revision });
      this.#take(result);
      return result;
    } catch (problem) {
      if (problem.newest) {
        this.#epoch += 1;
        this.#take(problem.newest);
      }
      throw problem;
    }
  }

  #take(result) {
    this.#revision = result.revision;
    this.#changed(result);
  }

  #count(by) {
    this.#waiting += by;
    this.#counted(this.#waiting);
  }
}

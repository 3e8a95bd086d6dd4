// Who has the document: it is taken while it is open, and given back when it is left.

import { ask } from "./api.js";
import { clock } from "./words.js";

const SKIP_SECONDS = 15 * 60;

export class Lease {
  #document;
  #held = false;

  constructor(document) {
    this.#document = document;
    window.addEventListener("pagehide", () => this.#held && this.#release(0, true).catch(() => {}));
  }

  // Takes the document or keeps it for longer: who has it, in words, and whether this person may not decide.
  async take() {
    try {
      const { until } = await ask(`/review/${this.#document}/claim`, { method: "POST" });
      this.#held = true;
      return { says: `yours until ${clock(until)}`, locked: false };
    } catch (problem) {
      this.#held = false;
      if (problem.code === "held_by_another") return { says: `held by ${await this.#holder()}`, locked: true };
      if (problem.code === "not_found") return { says: "waits for nobody", locked: false };
      return { says: problem.message, locked: true };
    }
  }

  skip() {
    return this.#release(SKIP_SECONDS);
  }

  #release(seconds, leaving = false) {
    this.#held = false;
    return ask(`/review/${this.#document}/release`, { method: "POST", json: { seconds }, leaving });
  }

  async #holder() {
    const { reviews } = await ask("/review?limit=200");
    return reviews.find((one) => one.document === this.#document)?.reviewer ?? "another reviewer";
  }
}

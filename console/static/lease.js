// Who has the document: it is taken while it is open, and given back when it is left.

import { ask } from "./api.js";
import { clock } from "./words.js";

const AGAIN_MS = 5 * 60_000;
const SKIP_SECONDS = 15 * 60;

export class Lease {
  #document;
  #held = false;

  constructor(document) {
    this.#document = document;
    window.addEventListener("pagehide", () => this.#held && this.#release(0, true).catch(() => {}));
  }

  get isHeld() {
    return this.#held;
  }

  // Whether others may not decide, or this person may not, in words.
  async take() {
    try {
      const { until } = await ask(`/review/${this.#document}/claim`, { method: "POST" });
      if (!this.#held) setInterval(() => this.take(), AGAIN_MS);
      this.#held = true;
      return { says: `yours until ${clock(until)}`, locked: false };
    } catch (problem) {
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

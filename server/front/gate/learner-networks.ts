// The network from which each learner was last seen, so that rooms of one network can share what they use.

/** The learners who were seen longest ago are forgotten first. */
const learnersKept = 10_000;

export class LearnerNetworks {
  readonly #byLearner = new Map<string, string>();

  /** Call with each authenticated request; `address` is the client's IP address. */
  note(learner: string, address: string): void {
    this.#byLearner.delete(learner);
    this.#byLearner.set(learner, networkOf(address));
    const [oldest] = this.#byLearner.keys();
    if (this.#byLearner.size > learnersKept && oldest !== undefined) this.#byLearner.delete(oldest);
  }

  /** Empty if the learner was not seen lately. */
  of(learner: string): string {
    return this.#byLearner.get(learner) ?? "";
  }
}

/** An IPv6 client usually controls a whole /64. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [front, back] = [head.split(":"), tail === "" ? [] : tail.split(":")];
  const missing = address.includes("::") ? Math.max(0, 8 - front.length - back.length) : 0;
  const zeros = Array.from({ length: missing }, () => "0");
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}

// What a guest tells of itself: what its library found in a learner's module, and what was thrown.
import { type CallArguments, mostSentence, mostStack, mostWord } from "./arguments.ts";
import type { Thrown } from "./fault.ts";

/** What the library found in a learner's module. */
export interface Found {
  readonly style: "loop" | "events" | null;
  readonly hasUpgrade: boolean;
  readonly problem: string;
}

/** Name, message and stack, from the argument `first` on. */
export function thrownFrom(given: CallArguments, first: number): Thrown {
  return {
    name: given.text(first, mostWord),
    message: given.text(first + 1, mostSentence),
    stack: given.text(first + 2, mostStack),
  };
}

export function foundFrom(given: CallArguments): Found {
  const style = given.text(0, mostWord);
  return {
    style: style === "loop" || style === "events" ? style : null,
    hasUpgrade: given.int(1) === 1,
    problem: given.text(2, mostSentence),
  };
}

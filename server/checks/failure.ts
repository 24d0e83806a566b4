// A check that was not met: thrown by expectations and by `fail`, told apart from mistakes in the check itself.

export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}

/** Ends the check with a sentence of its author's. */
export function fail(sentence: string): never {
  throw new CheckFailure(sentence);
}

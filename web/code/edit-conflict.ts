// Two pages changed the same code: which text stands, where the other one is, and how that is said.

/** The newer text stands; the other is a version in the history, so nothing is lost whatever is chosen. */
export interface EditConflict {
  readonly stands: "mine" | "theirs";
  /** The version that holds the text which does not stand; 0 for the lesson's start. */
  readonly other: number;
  /** When the other page saved. */
  readonly atMs: number;
}

export interface EditConflictText {
  readonly text: string;
  /** What the button says that turns it round. */
  readonly turn: string;
}

export function editConflictText(
  { stands, other, atMs }: EditConflict,
  time: (ms: number) => string,
): EditConflictText {
  const when = `This lesson was changed in another tab or on another device at ${time(atMs)}.`;
  if (stands === "theirs") {
    const mine = other === 0 ? "What stood here was the lesson’s start." : `What you had here is kept as v${other}.`;
    return { text: `${when} ${mine}`, turn: other === 0 ? "Back to the start" : "Keep mine" };
  }
  return {
    text: `${when} What you typed here is newer and stands; the other is kept as v${other}.`,
    turn: "Take theirs",
  };
}

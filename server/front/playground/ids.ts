// The ids of drafts and snippets: random and unguessable, without letters that look like digits.
import { randomBytes } from "node:crypto";

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** Five random bits per character. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
}

/** The lengths that the schemas of their ids require. */
export const draftIdLength = 12;
export const snippetIdLength = 10;

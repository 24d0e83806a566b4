// Codes that people read aloud and type: join codes for a workshop, personal codes for a member; and when two names are the same.
import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { joinCodeShape } from "../../protocol/workshop.ts";

/** Without look-alikes and without vowels that are taken for digits: 0 and O, 1, I and L, U and V. */
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const joinCodeLength = 6;
const personalCodeLength = 8;
const personalCodeShape = new RegExp(`^[${letters}]{${personalCodeLength}}$`);

export function createJoinCode(): string {
  return randomLetters(joinCodeLength);
}

/** The code as it is stored; null for text that is not a join code. */
export function parseJoinCode(typed: string): string | null {
  const code = normalize(typed);
  return joinCodeShape.test(code) ? code : null;
}

/** `ABCD-EFGH`. */
export function createPersonalCode(): string {
  const code = randomLetters(personalCodeLength);
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Keyed: otherwise an attacker with a copy of the store could try all 39 bits. */
export class PersonalCodes {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  hash(code: string, member: string): string {
    return createHmac("sha256", this.#secret)
      .update(`personal code:${member}:${normalize(code)}`)
      .digest("base64url");
  }

  fits(typed: string, { id, codeHash }: { readonly id: string; readonly codeHash: string }): boolean {
    if (!personalCodeShape.test(normalize(typed))) return false;
    return timingSafeEqual(Buffer.from(this.hash(typed, id)), Buffer.from(codeHash));
  }
}

function randomLetters(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}

function normalize(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "");
}

/** The same for names that look the same: other widths, letter case, and characters that show nothing. */
export function nameKeyOf(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toLowerCase();
}

/** The first of `Ana 2`, `Ana 3`, … that is free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const stem = [...name].slice(0, 35).join("").trim();
  for (let number = 2; ; number++) {
    const suggestion = `${stem} ${number}`;
    if (!isTaken(suggestion)) return suggestion;
  }
}

// Keys that the server verifies without storing them. Each permits one thing.
import { createHmac, timingSafeEqual } from "node:crypto";

/** 132 bits, safe in an address. `purpose` names the one thing. */
export function keyFor(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("base64url").slice(0, 22);
}

/** Takes as long whichever character is wrong. */
export function isKey(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

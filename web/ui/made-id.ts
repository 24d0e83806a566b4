// Names for things that this page makes, which need only differ from each other.

/** `crypto.randomUUID` is missing where a page came over plain http. */
export function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
}

/** Returns a unique id. `crypto.randomUUID` is unavailable to pages served over plain HTTP. */
export function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
}

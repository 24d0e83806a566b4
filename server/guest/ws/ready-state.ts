// Where a WebSocket stands, as numbers and names (WHATWG WebSockets, "ready state").

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;
const names = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;

/** The constants on the class and on its instances. */
export function defineStates(type: { readonly prototype: object }): void {
  names.forEach((name, value) => {
    Object.defineProperty(type, name, { enumerable: true, value });
    Object.defineProperty(type.prototype, name, { enumerable: true, value });
  });
}

export function notOpen(state: number): Error {
  return new Error(`WebSocket is not open: readyState ${state} (${names[state]})`);
}

// Stands in for server/guest/node/event-target.ts: outside the sandbox, Node has its own.
export const { AbortController, AbortSignal, Event, EventTarget } = globalThis;
export type AbortSignal = globalThis.AbortSignal;

// Whose words are being read: the host that a channel's callback belongs to.
import { AsyncLocalStorage } from "node:async_hooks";

export interface Speaker {
  /** Nothing it says is believed any more; it is ended and replaced. */
  distrust(): void;
}

/**
 * Node itself throws on bytes of a child's channel that are no JSON, past every listener of that child. The process's
 * last handler finds the child here: a child that is started inside `run` has its callbacks inside it, too.
 */
export const speaker = new AsyncLocalStorage<Speaker>();

// Globals of Node that a room does not have: using one throws the sentence that says why and what to do instead.
import { globalRefusal, type RefusedGlobal, refusedGlobals } from "./refusals.ts";

/**
 * `typeof fetch` and `typeof require` are "function", `typeof process` is "object": as in Node, and only a use throws.
 * A learner's own variable of the same name hides these as it would hide Node's.
 */
export function installRefusedGlobals(): void {
  for (const name of refusedGlobals) Object.defineProperty(globalThis, name, descriptorOf(name));
}

function descriptorOf(name: RefusedGlobal): PropertyDescriptor {
  const refuse = () => {
    throw new ReferenceError(globalRefusal(name));
  };
  switch (name) {
    case "fetch":
    case "require":
      return { value: refuse, writable: true, configurable: true };
    case "__dirname":
    case "__filename":
      return { get: refuse, configurable: true };
    case "process":
    case "module":
    case "exports":
      return { value: objectThat(refuse), writable: true, configurable: true };
    default:
      return name satisfies never;
  }
}

/** Symbols are let through: they are how the engine and the console look at any object. */
function objectThat(refuse: () => never): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => (typeof key === "symbol" ? undefined : refuse()),
      set: refuse,
      defineProperty: refuse,
    },
  );
}

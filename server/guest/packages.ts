// npm packages that most handlers never use: the host keeps them as bytecode, outside of the sandboxes, and evaluates one in a
// sandbox when it is first needed there.
import { type GuestAbi, guestAbiName, type PackageName } from "../protocol/guest-abi.ts";

interface Packages extends Record<PackageName, object> {
  readonly inspect: typeof import("./packages/inspect.ts");
  readonly url: typeof import("./packages/url.ts");
}

// Captured: the ABI is removed before learners' code runs.
const { package: evaluate } = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[guestAbiName];

/** Evaluates the package, after learners may have replaced globals, and returns its exports. */
export function evaluatePackage<Name extends PackageName>(name: Name): Packages[Name] {
  const exports = evaluate(name) as Packages[Name] | undefined;
  if (exports === undefined)
    throw new Error(`The package "${name}" is not available while a handler is being stopped.`);
  return exports;
}

/** Replaces a property until it is disposed, for a package that is about to be evaluated. */
export function replace(target: object, name: string, value: unknown): Disposable {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      if (before === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, before);
    },
  };
}

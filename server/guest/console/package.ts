// Node's own inspect, from npm. It takes a fifth of a megabyte once it stands, and most handlers log only text: so it
// is evaluated when it is first asked for.

export interface InspectPackage {
  inspect(value: unknown, options: object): string;
  format(...args: readonly unknown[]): string;
  /** A Proxy whose target `inspect` knows. */
  readonly Proxy: ProxyConstructor;
}

/** The engine's own: the package builds on it, whatever stands on the global by then. */
const NativeProxy = Proxy;

/** The bundler turns `require` into a call that evaluates the package once. */
export function inspectPackage(): InspectPackage {
  using _proxy = global("Proxy", NativeProxy);
  // This engine has none, and the package counts on it.
  using _atomics = global("Atomics", {});
  return require("node-inspect-extracted");
}

/** Sets a global until it is disposed of. */
function global(name: "Proxy" | "Atomics", value: unknown): Disposable {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      if (before === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, before);
    },
  };
}

// Node's own inspect, from npm. It takes a fifth of a megabyte once it stands, and most handlers log only text: so it
// is evaluated when it is first asked for.

export interface InspectPackage {
  inspect(value: unknown, options: object): string;
  format(...args: readonly unknown[]): string;
  /** A Proxy whose target `inspect` knows. */
  readonly Proxy: ProxyConstructor;
}

// As the engine has them, whatever a learner made of them by the time the package is evaluated.
const NativeProxy = Proxy;
const { getOwnPropertyNames } = Object;
/** Classes of the language, which Node shows by inspecting them; a class that Node adds, like Buffer, has its say. */
const namesOfLanguage = getOwnPropertyNames(globalThis);

/** The bundler turns `require` into a call that evaluates the package once. */
export function inspectPackage(): InspectPackage {
  using _proxy = replaced(globalThis, "Proxy", NativeProxy);
  // This engine has none, and the package counts on it.
  using _atomics = replaced(globalThis, "Atomics", {});
  using _names = replaced(Object, "getOwnPropertyNames", (of: object) =>
    of === globalThis ? namesOfLanguage : getOwnPropertyNames(of),
  );
  return require("node-inspect-extracted");
}

/** Until it is disposed of. */
function replaced(target: object, name: string, value: unknown): Disposable {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      if (before === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, before);
    },
  };
}

// Names of classes as a learner sees them, whatever the bundler made of them.

// biome-ignore lint/complexity/noBannedTypes: any class
export function named<T extends Function>(type: T, name: string): T {
  Object.defineProperty(type, "name", { value: name, configurable: true });
  return type;
}

/** Also the `name` that the error's text begins with. */
// biome-ignore lint/complexity/noBannedTypes: any class
export function namedError<T extends Function>(type: T, name: string): T {
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
  return named(type, name);
}

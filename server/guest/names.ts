// Sets the class names that learners see, whatever the bundler renamed.

// biome-ignore lint/complexity/noBannedTypes: any class
export function named<T extends Function>(type: T, name: string): T {
  Object.defineProperty(type, "name", { value: name, configurable: true });
  return type;
}

/** Also sets the `name` that begins an error's text. */
// biome-ignore lint/complexity/noBannedTypes: any class
export function namedError<T extends Function>(type: T, name: string): T {
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
  return named(type, name);
}

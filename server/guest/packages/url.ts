// URL and URLSearchParams from core-js, formatted by the console as in Node.
import PureURL from "core-js-pure/actual/url/index.js";
import PureParams from "core-js-pure/actual/url-search-params/index.js";

export const URL = named(PureURL, "URL");
export const URLSearchParams = named(PureParams, "URLSearchParams");

const parts = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "searchParams",
  "hash",
] as const;

type Inspect = (value: unknown, options: unknown) => string;
const custom = Symbol.for("nodejs.util.inspect.custom");

defineInspect(URL.prototype, function (this: globalThis.URL, _depth, options, inspect) {
  const formatted = Object.fromEntries(parts.map((part) => [part, this[part]]));
  return `URL ${inspect(formatted, options)}`;
});
defineInspect(URLSearchParams.prototype, function (this: globalThis.URLSearchParams, _depth, options, inspect) {
  const pairs = [...this].map(([name, value]) => `${inspect(name, options)} => ${inspect(value, options)}`);
  return pairs.length === 0 ? "URLSearchParams {}" : `URLSearchParams { ${pairs.join(", ")} }`;
});

function defineInspect<T>(
  prototype: T,
  value: (this: T, depth: number, options: unknown, inspect: Inspect) => string,
): void {
  Object.defineProperty(prototype, custom, { value, configurable: true, writable: true });
}

function named<T>(type: T, name: string): T {
  return Object.defineProperty(type, "name", { value: name, configurable: true });
}

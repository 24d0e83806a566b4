// `URL` and `URLSearchParams`: globals whose package is evaluated when a handler first uses one of them.
import { evaluatePackage, replace } from "../packages.ts";

let urlPackage: ReturnType<typeof evaluateUrls> | null = null;

/** Each becomes an ordinary global at its first use. */
export function defineUrlGlobals(): void {
  for (const name of ["URL", "URLSearchParams"] as const)
    Object.defineProperty(globalThis, name, {
      get() {
        const { [name]: value } = loadUrls();
        makeOrdinary(name, value);
        return value;
      },
      set: (value: unknown) => makeOrdinary(name, value),
      configurable: true,
      enumerable: false,
    });
}

/** The part of a URL after its question mark. */
export function parseQuery(query: string): URLSearchParams {
  const { URLSearchParams: Params } = loadUrls();
  return new Params(query);
}

function loadUrls() {
  urlPackage ??= evaluateUrls();
  return urlPackage;
}

function evaluateUrls() {
  // The package looks for the platform's own, which these would be, and for the platform itself.
  using _process = replace(globalThis, "process", undefined);
  using _url = replace(globalThis, "URL", undefined);
  using _params = replace(globalThis, "URLSearchParams", undefined);
  return evaluatePackage("url");
}

function makeOrdinary(name: "URL" | "URLSearchParams", value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true });
}

// `URL` and `URLSearchParams`: globals whose package is evaluated when a handler first uses one of them.
import { packageOf, replace } from "../packages.ts";

type UrlGlobal = "URL" | "URLSearchParams";

/** Each becomes an ordinary global at its first use. */
export function defineUrlGlobals(): void {
  for (const name of ["URL", "URLSearchParams"] as const)
    Object.defineProperty(globalThis, name, {
      get() {
        const { [name]: value } = urlPackage();
        defineGlobal(name, value);
        return value;
      },
      set: (value: unknown) => defineGlobal(name, value),
      configurable: true,
      enumerable: false,
    });
}

/** The part of a URL after its question mark. */
export function parseQuery(query: string): URLSearchParams {
  const { URLSearchParams: Params } = urlPackage();
  return new Params(query);
}

function urlPackage() {
  // The package looks for the platform's own, which these would be, and for the platform itself.
  using _process = replace(globalThis, "process", undefined);
  using _url = replace(globalThis, "URL", undefined);
  using _params = replace(globalThis, "URLSearchParams", undefined);
  return packageOf("url");
}

function defineGlobal(name: UrlGlobal, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

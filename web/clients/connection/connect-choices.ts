// Parses what was entered for the next connection: subprotocols, headers, and what follows the address.
import { isToken } from "../../../server/protocol/rfc6455.ts";

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function parseProtocols(text: string): Parsed<string[]> {
  const names = text.split(/[\s,]+/).filter(Boolean);
  const invalid = names.find((name) => !isToken(name));
  if (invalid !== undefined) return { ok: false, problem: `"${invalid}" is not a valid subprotocol name.` };
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) return { ok: false, problem: `The subprotocol "${duplicate}" is listed twice.` };
  return { ok: true, value: names };
}

export function parseHeaders(text: string): Parsed<[string, string][]> {
  const headers: [string, string][] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, name = "", value = ""] = /^([^:]*):(.*)$/.exec(line) ?? [];
    if (!isToken(name.trim())) return { ok: false, problem: `"${line.trim()}" is not a header. Write Name: value.` };
    headers.push([name.trim(), value.trim()]);
  }
  return { ok: true, value: headers };
}

/** `?token=1`, `/chat?token=1`; text that starts with neither character is a query. */
export function parseQuery(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /^[?/]/.test(trimmed) ? trimmed : `?${trimmed}`;
}

/** The address for a browser's socket. The server removes the name and the page, and reports both to the wire. */
export function clientAddress(url: string, query: string, name: string, page: string | null): string {
  const full = url + parseQuery(query).split("#")[0];
  const named = `${full}${full.includes("?") ? "&" : "?"}ws101-client=${encodeURIComponent(name)}`;
  return page === null ? named : `${named}&ws101-page=${page}`;
}

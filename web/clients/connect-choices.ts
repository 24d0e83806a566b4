// What was typed for the next connection, read: subprotocols, what follows the address, headers.

import { isToken } from "../../server/protocol/rfc6455.ts";

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function readProtocols(text: string): Read<string[]> {
  const names = text.split(/[\s,]+/).filter(Boolean);
  const wrong = names.find((name) => !isToken(name));
  if (wrong !== undefined) return { ok: false, problem: `"${wrong}" is no name for a subprotocol.` };
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { ok: false, problem: `The subprotocol "${twice}" stands there twice.` };
  return { ok: true, value: names };
}

export function readHeaders(text: string): Read<[string, string][]> {
  const headers: [string, string][] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, name = "", value = ""] = /^([^:]*):(.*)$/.exec(line) ?? [];
    if (!isToken(name.trim())) return { ok: false, problem: `"${line.trim()}" is no header: write Name: value.` };
    headers.push([name.trim(), value.trim()]);
  }
  return { ok: true, value: headers };
}

/** `?token=1`, `/chat?token=1`; what begins with neither is a query. */
export function readQuery(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /^[?/]/.test(trimmed) ? trimmed : `?${trimmed}`;
}

/** The address for a browser's socket. The server removes the name and the page, and reports both to the wire. */
export function clientAddress(url: string, query: string, name: string, page: string | null): string {
  const full = url + readQuery(query).split("#")[0];
  const named = `${full}${full.includes("?") ? "&" : "?"}ws101-client=${encodeURIComponent(name)}`;
  return page === null ? named : `${named}&ws101-page=${page}`;
}

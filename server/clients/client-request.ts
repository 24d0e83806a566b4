// What a client that the server runs may ask for in its handshake: its learner's own room, and nothing that belongs to the handshake itself.
import { isToken } from "../protocol/rfc6455.ts";
import type { ServerClientCommand } from "../protocol/server-client.ts";

export interface Place {
  /** Our own server, `ws://address:port`. */
  readonly gate: string;
  readonly room: string;
  readonly client: string;
}

export type Asked = Extract<ServerClientCommand, { readonly do: "open" }>;

export type PreparedRequest =
  | {
      readonly ok: true;
      readonly url: string;
      readonly protocols: readonly string[];
      readonly headers: Readonly<Record<string, string[]>>;
    }
  /** A sentence for the learner. */
  | { readonly ok: false; readonly why: string };

/** What is sent of a header's value as it is (RFC 9110 §5.5). */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;
/** They make the handshake, say who is asking, or frame the request: none of that is a learner's to set. */
const reserved =
  /^(host|upgrade|connection|sec-websocket-.*|cookie2?|origin|content-length|transfer-encoding|te|trailer|expect|keep-alive|proxy-.*|forwarded|x-forwarded-.*|x-real-ip)$/i;

export function clientRequest(place: Place, { protocols, headers, query, page }: Asked): PreparedRequest {
  const why = problemOf(protocols, headers, query);
  if (why !== null) return { ok: false, why };
  const url = addressOf(place, query, page);
  if (url === null) return { ok: false, why: "This address leads out of your room: leave out the `..`." };
  return { ok: true, url, protocols, headers: grouped(headers) };
}

/** Null for what is not in the room. The setters keep what is set inside path or query: neither `#` nor `@` means anything there. */
function addressOf({ gate, room, client }: Place, rest: string, page: string | undefined): string | null {
  const url = new URL(`${gate}/ws/${room}`);
  const { host } = url;
  const [path = "", ...query] = rest.split("?");
  const isPath = path.startsWith("/");
  if (isPath) url.pathname += path;
  const theirs = isPath ? query.join("?") : rest.replace(/^\?/, "");
  const own = `ws101-client=${encodeURIComponent(client)}${page === undefined ? "" : `&ws101-page=${page}`}`;
  url.search = theirs === "" ? own : `${own}&${theirs}`;
  const inside = url.pathname === `/ws/${room}` || url.pathname.startsWith(`/ws/${room}/`);
  return inside && url.host === host ? url.href : null;
}

function problemOf(protocols: readonly string[], headers: Asked["headers"], query: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(query))
    return "The address holds control characters, such as a line break: take them out.";
  const odd = protocols.find((name) => !isToken(name));
  if (odd !== undefined)
    return `${JSON.stringify(odd)} cannot be the name of a subprotocol: letters, digits, - . _ are safe.`;
  if (new Set(protocols).size < protocols.length) return "A subprotocol is offered twice: name each once.";
  for (const [name, text] of headers) {
    if (!isToken(name))
      return `${JSON.stringify(name)} cannot be the name of a header: letters, digits and - are safe.`;
    if (reserved.test(name))
      return `The header ${name} belongs to the handshake itself and cannot be set here. Take it out, or choose a name such as X-${capital(name)}.`;
    if (!value.test(text))
      return `The header ${name} holds characters that no header can carry, such as a line break: take them out.`;
  }
  return null;
}

function capital(name: string): string {
  return `My-${name.replace(/^x-/i, "").slice(0, 40)}`;
}

/** Under one name whatever its case: repeated headers go out as so many lines. */
function grouped(headers: Asked["headers"]): Record<string, string[]> {
  const groups = new Map<string, { name: string; values: string[] }>();
  for (const [name, text] of headers) {
    const key = name.toLowerCase();
    const group = groups.get(key) ?? { name, values: [] };
    group.values.push(text);
    groups.set(key, group);
  }
  // A header may be called `__proto__`: an own property like any other.
  return Object.fromEntries([...groups.values()].map(({ name, values }) => [name, values]));
}

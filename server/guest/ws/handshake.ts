// A WebSocketServer's answer to an upgrade request: verifyClient, handleProtocols and the "headers" event.
import { EventEmitter } from "events/events.js";
import type { RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import { named } from "../names.ts";

/** The upgrade request, with the shape of Node's http.IncomingMessage. */
export class IncomingMessage extends EventEmitter {
  readonly method = "GET";
  readonly httpVersion = "1.1";
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly complete = true;
  readonly aborted = false;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress: string; readonly remoteFamily: string; readonly encrypted: boolean };

  constructor(info: RequestInfo) {
    super();
    this.url = info.url;
    this.headers = { ...info.headers };
    this.rawHeaders = Object.entries(info.headers).flat();
    const remoteFamily = info.remoteAddress.includes(":") ? "IPv6" : "IPv4";
    this.socket = { remoteAddress: info.remoteAddress, remoteFamily, encrypted: false };
  }

  get connection(): IncomingMessage["socket"] {
    return this.socket;
  }
}

named(IncomingMessage, "IncomingMessage");

export interface HandshakeOptions {
  readonly verifyClient?: unknown;
  readonly handleProtocols?: unknown;
}

/** Rejects with what the learner's hooks throw. `onHeaders` may add lines to the 101 response. */
export async function answerHandshake(
  options: HandshakeOptions,
  info: RequestInfo,
  request: IncomingMessage,
  onHeaders: (lines: string[]) => void,
): Promise<UpgradeAnswer> {
  const refusal = await verify(options.verifyClient, request);
  if (refusal !== null) return refusal;
  const protocol = chooseProtocol(options.handleProtocols, info, request);
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  if (protocol !== null) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  const own = new Set(lines);
  onHeaders(lines);
  return { accept: true, protocol, headers: parseHeaders(lines.filter((line) => !own.has(line))) };
}

/** A hook with a second parameter answers by calling it, at any time. */
function verify(hook: unknown, request: IncomingMessage): Promise<UpgradeAnswer | null> | UpgradeAnswer | null {
  if (typeof hook !== "function") return null;
  const info = { origin: request.headers.origin, secure: false, req: request };
  if (hook.length !== 2) return hook(info) ? null : refused();
  return new Promise((resolve) => {
    hook(info, (accept: unknown, status?: unknown, reason?: unknown, headers?: unknown) => {
      resolve(accept ? null : refused(status, reason, headers));
    });
  });
}

function refused(status: unknown = 401, reason: unknown = "", headers: unknown = {}): UpgradeAnswer {
  const code = Number(status) || 401;
  const lines = Object.entries(Object(headers)).map(([name, value]) => `${name}: ${String(value)}`);
  return { accept: false, status: code, reason: String(reason), headers: parseHeaders(lines) };
}

function chooseProtocol(hook: unknown, { protocols }: RequestInfo, request: IncomingMessage): string | null {
  if (protocols.length === 0) return null;
  const chosen: unknown = typeof hook === "function" ? hook(new Set(protocols), request) : protocols[0];
  return chosen ? String(chosen) : null;
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => {
    const colon = String(line).indexOf(":");
    if (colon < 1) throw new TypeError(`"${String(line)}" is not a header: write "Name: value".`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

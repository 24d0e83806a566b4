// What a WebSocketServer answers to an upgrade request: verifyClient, handleProtocols and the "headers" event.
import type { RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { IncomingMessage } from "./incoming-message.ts";

export interface HandshakeOptions {
  readonly verifyClient?: unknown;
  readonly handleProtocols?: unknown;
}

/** Rejects with what the learner's hooks throw. `announce` shows the 101's lines before they are sent. */
export async function handshake(
  options: HandshakeOptions,
  info: RequestInfo,
  request: IncomingMessage,
  announce: (lines: string[]) => void,
): Promise<UpgradeAnswer> {
  const refusal = await verify(options.verifyClient, request);
  if (refusal !== null) return refusal;
  const protocol = chooseProtocol(options.handleProtocols, info, request);
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  if (protocol !== null) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  const own = new Set(lines);
  announce(lines);
  return { accept: true, protocol, headers: headersIn(lines.filter((line) => !own.has(line))) };
}

/** With a second parameter the hook answers by calling it, whenever it likes. */
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
  return { accept: false, status: code, reason: String(reason), headers: headersIn(lines) };
}

function chooseProtocol(hook: unknown, { protocols }: RequestInfo, request: IncomingMessage): string | null {
  if (protocols.length === 0) return null;
  const chosen: unknown = typeof hook === "function" ? hook(new Set(protocols), request) : protocols[0];
  return chosen ? String(chosen) : null;
}

function headersIn(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => {
    const colon = String(line).indexOf(":");
    if (colon < 1) throw new TypeError(`"${String(line)}" is no header: write "Name: value".`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

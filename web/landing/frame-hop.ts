// A frame on the wire as an arrow between a client and the handler.
import { type Hop, type PeerName, peerNames } from "../../server/protocol/exchange.ts";
import type { Frame } from "../../server/protocol/frame.ts";
import { opcodeName } from "../../server/protocol/rfc6455.ts";
import { fromBase64 } from "../ui/bytes.ts";
import { printable } from "../ui/printable.ts";

const longestText = 120;

/** Null for a frame of a client that the page does not show. */
export function hopOf(client: string, { direction, opcode, length, payload }: Frame): Hop | null {
  const name = peerNames.find((each): each is PeerName => each === client);
  if (name === undefined) return null;
  const bytes = fromBase64(payload);
  const kind = opcodeName(opcode);
  const isMessage = kind === "text" || kind === "binary" || kind === "continuation";
  return { client: name, direction, text: textOf(kind, bytes, length), isMessage };
}

function textOf(kind: ReturnType<typeof opcodeName>, bytes: Uint8Array, length: number): string {
  if (kind === "text") return shortened(new TextDecoder().decode(bytes));
  if (kind === "close") return closeText(bytes);
  return `${kind}, ${length} ${length === 1 ? "byte" : "bytes"}`;
}

/** The payload of a close frame is its code, in two bytes, and the reason (RFC 6455 §5.5.1). */
function closeText(bytes: Uint8Array): string {
  const [high, low] = bytes;
  if (high === undefined || low === undefined) return "close";
  return shortened(`close ${high * 256 + low} ${new TextDecoder().decode(bytes.subarray(2))}`.trimEnd());
}

function shortened(text: string): string {
  return printable(text.length > longestText ? `${text.slice(0, longestText)}…` : text) || "(empty)";
}

// A frame in one line, as a log shows it.
import { opcodeName } from "../../server/protocol/rfc6455.ts";
import { hex } from "../ui/bytes.ts";
import { countText } from "../ui/format.ts";
import { decodeUtf8, looseText, visibleText } from "../wire/model/payload.ts";
import type { Dissected } from "./frame-bytes.ts";

const shownBytes = 64;

/** `text, 5 bytes: "hello"`, `close 1002: "…"`, `text, FIN 0, 3 bytes: "hel"`. */
export function frameText(frame: Dissected): string {
  const { fin, opcode, payload, length } = frame;
  const kind = opcodeName(opcode);
  if (kind === "close" && payload.length >= 2) return closeText(payload);
  const name = kind === "reserved" ? `opcode ${opcode}` : kind;
  const parts = [name, ...(fin ? [] : ["FIN 0"]), countText(length, "byte")].join(", ");
  return payload.length === 0 ? parts : `${parts}: ${payloadText(frame)}`;
}

function closeText(payload: Uint8Array): string {
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  const reason = visibleText(looseText(payload.subarray(2)));
  return reason === "" ? `close ${code}` : `close ${code}: “${reason}”`;
}

function payloadText({ opcode, payload }: Dissected): string {
  const shown = payload.subarray(0, shownBytes);
  const more = shown.length < payload.length ? " …" : "";
  const isText = opcode !== 2 && decodeUtf8(shown, true).isValid;
  return (isText ? `“${visibleText(looseText(shown))}”` : hex(shown)) + more;
}

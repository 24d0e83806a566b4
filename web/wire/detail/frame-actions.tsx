// What can be done with one frame: copy it, or send the same from a client.
import { useEffect, useState } from "react";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { fromBase64, hex } from "../../ui/bytes.ts";
import { copyText } from "../../ui/copy-text.ts";
import { useStore } from "../../ui/store.ts";
import { type FrameEntry, frameKind } from "../model/entry.ts";
import { exported } from "../model/export-lines.ts";
import { decodeUtf8, looseText } from "../model/payload.ts";

interface FrameActionsProps {
  readonly session: LessonSession;
  readonly entry: FrameEntry;
}

export function FrameActions({ session, entry }: FrameActionsProps) {
  const [said, setSaid] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said was about the frame before
  useEffect(() => setSaid(""), [entry]);
  const copy = async (text: string) =>
    setSaid((await copyText(text)) ? "Copied." : "This browser does not let the page copy here.");
  return (
    <div className="detail-actions">
      <button type="button" className="small" onClick={() => void copy(payloadText(entry))}>
        Copy payload
      </button>
      <button type="button" className="small" onClick={() => void copy(JSON.stringify(exported(entry), null, 2))}>
        Copy as JSON
      </button>
      <SendAgain session={session} entry={entry} say={setSaid} />
      <span role="status" className="said-line">
        {said}
      </span>
    </div>
  );
}

/** Text as text, everything else as hex. */
function payloadText({ frame }: FrameEntry): string {
  const bytes = fromBase64(frame.payload);
  const isText = frame.opcode !== 2 && decodeUtf8(bytes, bytes.length < frame.length).isValid;
  return isText ? looseText(bytes) : hex(bytes);
}

interface SendAgainProps extends FrameActionsProps {
  readonly say: (text: string) => void;
}

function SendAgain({ session, entry, say }: SendAgainProps) {
  const { clients } = useStore(session.bench);
  const { frame, caller } = entry;
  const kind = frameKind(frame.opcode);
  const name = clients.find((client) => client.name === caller.name)?.name ?? clients[0]?.name;
  if (name === undefined || (kind !== "text" && kind !== "binary" && kind !== "ping")) return null;
  const isWhole = frame.fin && fromBase64(frame.payload).length === frame.length;
  const isOwn = frame.direction === "in" && name === caller.name;
  const send = () => say(again(session, name, kind, payloadText(entry)) ?? `Sent from ${name}.`);
  return (
    <button
      type="button"
      className="small"
      disabled={!isWhole}
      title={isWhole ? undefined : "Only a part of this message is known here."}
      onClick={send}
    >
      {isOwn ? `Send again from ${name}` : `Send from ${name}`}
    </button>
  );
}

/** Answers why not, or null. */
function again(
  { clients }: LessonSession,
  name: string,
  kind: "text" | "binary" | "ping",
  text: string,
): string | null {
  return kind === "ping" ? clients.ping(name, text) : clients.send(name, kind, text);
}

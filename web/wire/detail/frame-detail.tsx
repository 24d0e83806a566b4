// A frame in full: close code, payload, header fields in RFC 6455's terms, and what can be done with it.
import { type ReactNode, useEffect, useState } from "react";
import type { Frame } from "../../../server/protocol/frame.ts";
import { closeCodeMeaning, opcodeName, reportedCodes } from "../../../server/protocol/rfc6455.ts";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { Button } from "../../ui/button.tsx";
import { fromBase64, hex } from "../../ui/bytes.ts";
import { copyText } from "../../ui/copy-text.ts";
import { clockTime, countText, versionName } from "../../ui/format.ts";
import { printable } from "../../ui/printable.ts";
import { useStore } from "../../ui/store.ts";
import type { FrameEntry, FrameKind } from "../model/entry.ts";
import { isNormalClose, parseClose } from "../model/entry-text.ts";
import { exportEntry } from "../model/export.ts";
import { decodeUtf8, looseText, visibleText } from "../model/payload.ts";
import type { PayloadFormat } from "../wire.ts";
import { copyFailed } from "../wire-bar.tsx";
import { PayloadView } from "./payload-view.tsx";

interface FrameProps {
  readonly session: DetailSession;
  readonly entry: FrameEntry;
}

interface FrameDetailProps extends FrameProps {
  readonly format: PayloadFormat;
  readonly bytesPerLine: number;
}

export function FrameDetail({ session, entry, format, bytesPerLine }: FrameDetailProps) {
  const show = (next: PayloadFormat) => session.wire.view.dispatch({ type: "set", change: { format: next } });
  return (
    <>
      {opcodeName(entry.frame.opcode) === "close" ? <CloseDetail entry={entry} /> : null}
      <PayloadView frame={entry.frame} format={format} show={show} bytesPerLine={bytesPerLine} />
      <HeaderFields session={session} entry={entry} />
      <FrameActions session={session} entry={entry} />
    </>
  );
}

function CloseDetail({ entry: { frame, peer, isReply } }: { readonly entry: FrameEntry }) {
  const { code, reason } = parseClose(frame);
  const sender = frame.direction === "in" ? printable(peer.name) : "the server";
  return (
    <div className={`marked breakable ${isNormalClose(frame) ? "surface" : "bad"}`}>
      <p>
        <strong>{code ?? "no code"}</strong> {closeCodeMeaning(code ?? reportedCodes.noCode)}
      </p>
      {reason ? (
        <p>
          Reason: <bdi className="reason">{visibleText(reason)}</bdi>
        </p>
      ) : null}
      <p>
        {isReply
          ? `The reply from ${sender}. The closing handshake is complete, and the TCP connection ends.`
          : `The first close frame, from ${sender}. The other side replies with a close frame.`}
      </p>
    </div>
  );
}

function HeaderFields({ session, entry: { frame, peer } }: FrameProps) {
  const { direction, fin, opcode, masked, length, version, line, atMs } = frame;
  const name = printable(peer.name);
  const isIn = direction === "in";
  return (
    <dl className="fields tiny">
      <Field name="Time">{clockTime(atMs)}</Field>
      <Field name="Direction">{isIn ? `${name} → handler` : `handler → ${name}`}</Field>
      <Field name="FIN">
        {fin ? "1: the message ends with this frame" : "0: the message continues in the next frame"}
      </Field>
      <Field name="Opcode">
        0x{opcode.toString(16)}: {opcodeText(opcodeName(opcode))}
      </Field>
      <Field name="Mask">
        {masked ? "yes: clients mask what they send; the payload is shown unmasked" : "no: servers do not mask"}
      </Field>
      <Field name="Length">{countText(length, "byte")}</Field>
      <Field name="Version">
        {versionName(version)} {isIn ? "received it" : "sent it"}
      </Field>
      {isIn ? null : (
        <Field name="Line">
          {line === null ? (
            "sent by the server, not by a line of the handler"
          ) : (
            <Button
              label={`line ${line}, ${versionName(version)}`}
              className="place"
              onClick={() => session.goToLine(line, version)}
            />
          )}
        </Field>
      )}
    </dl>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function opcodeText(kind: FrameKind): string {
  if (kind === "continuation") return "continues a message that an earlier frame started";
  if (kind === "reserved") return "reserved; the receiver must fail the connection";
  return `${kind}, a ${kind === "text" || kind === "binary" ? "data" : "control"} frame`;
}

function FrameActions({ session, entry }: FrameProps) {
  const [status, setStatus] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status belongs to one frame
  useEffect(() => setStatus(""), [entry]);
  const copy = async (text: string) => setStatus((await copyText(text)) ? "Copied." : copyFailed);
  return (
    <div className="detail-actions flow">
      <Button label="Copy payload" onClick={() => void copy(payloadText(entry.frame))} />
      <Button label="Copy as JSON" onClick={() => void copy(JSON.stringify(exportEntry(entry), null, 2))} />
      <SendButton session={session} entry={entry} setStatus={setStatus} />
      <span role="status" className="tiny done-status">
        {status}
      </span>
    </div>
  );
}

interface SendButtonProps extends FrameProps {
  readonly setStatus: (text: string) => void;
}

/** Sends the same payload from the client that sent it, or else from the first client. */
function SendButton({ session, entry: { frame, peer }, setStatus }: SendButtonProps) {
  const { clients } = useStore(session.clientList);
  const kind = opcodeName(frame.opcode);
  const name = (clients.find((client) => client.name === peer.name) ?? clients[0])?.name;
  if (name === undefined || (kind !== "text" && kind !== "binary" && kind !== "ping")) return null;
  const isWhole = frame.fin && fromBase64(frame.payload).length === frame.length;
  const isOwn = frame.direction === "in" && name === peer.name;
  const send = () => {
    const text = payloadText(frame);
    const problem = kind === "ping" ? session.clients.ping(name, text) : session.clients.send(name, kind, text);
    setStatus(problem ?? `Sent from ${name}.`);
  };
  return (
    <Button
      label={isOwn ? `Send again from ${name}` : `Send from ${name}`}
      disabled={!isWhole}
      title={isWhole ? undefined : "Only part of this message is known."}
      onClick={send}
    />
  );
}

/** Text as text, everything else in hex. */
function payloadText(frame: Frame): string {
  const bytes = fromBase64(frame.payload);
  const isText = frame.opcode !== 2 && decodeUtf8(bytes, bytes.length < frame.length).isValid;
  return isText ? looseText(bytes) : hex(bytes);
}

export type DetailSession = Pick<LessonSession, "wire" | "clients" | "clientList" | "goToLine">;

// A frame's header in the words of RFC 6455, and where in the handler it came from.
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { clockTime } from "../../ui/clock-time.ts";
import { printable } from "../../ui/printable.ts";
import { count } from "../empty-wire.tsx";
import { type FrameEntry, frameKind } from "../model/entry.ts";

interface FrameFieldsProps {
  readonly session: LessonSession;
  readonly entry: FrameEntry;
}

export function FrameFields({ session, entry: { frame, caller } }: FrameFieldsProps) {
  const { direction, fin, opcode, masked, length, version, line, atMs } = frame;
  const name = printable(caller.name);
  return (
    <dl className="fields">
      <Field name="Time">{clockTime(atMs)}</Field>
      <Field name="Way">{direction === "in" ? `${name} → handler` : `handler → ${name}`}</Field>
      <Field name="FIN">
        {fin ? "1: the message ends with this frame" : "0: the message goes on in the next frame"}
      </Field>
      <Field name="Opcode">
        0x{opcode.toString(16)}: {opcodeWords(opcode)}
      </Field>
      <Field name="Mask">
        {masked ? "yes: clients mask what they send; the payload below is unmasked" : "no: servers do not mask"}
      </Field>
      <Field name="Length">
        {count(length)} {length === 1 ? "byte" : "bytes"}
      </Field>
      <Field name="Version">
        v{version} {direction === "in" ? "served when it came" : "sent it"}
      </Field>
      {direction === "out" ? (
        <Field name="Line">
          {line === null ? (
            "sent by the room, not by a line of the handler"
          ) : (
            <LineLink {...{ session, line, version }} />
          )}
        </Field>
      ) : null}
    </dl>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function opcodeWords(opcode: number): string {
  const kind = frameKind(opcode);
  if (kind === "continuation") return "continuation of a message that an earlier frame began";
  if (kind === "reserved") return "reserved: no meaning yet, the receiver has to fail the connection";
  const isControl = opcode >= 8;
  return `${kind}, a ${isControl ? "control" : "data"} frame`;
}

interface LineLinkProps {
  readonly session: LessonSession;
  readonly line: number;
  readonly version: number;
}

function LineLink({ session, line, version }: LineLinkProps) {
  return (
    <button type="button" className="place" onClick={() => session.goToLine(line, version)}>
      line {line}, v{version}
    </button>
  );
}

// A payload as text, as a JSON tree, or as bytes; what is known of it is said before it.
import { type ReactNode, useId, useMemo } from "react";
import type { Frame } from "../../../server/protocol/frame.ts";
import { fromBase64, hexLines } from "../../ui/bytes.ts";
import { printable } from "../../ui/printable.ts";
import { count } from "../empty-wire.tsx";
import { frameKind } from "../model/entry.ts";
import { withoutHeaps } from "../model/one-line.ts";
import { decodeUtf8, type Utf8 } from "../model/payload.ts";
import type { PayloadView as View } from "../wire-view.ts";
import { JsonTree } from "./json-tree.tsx";

interface PayloadViewProps {
  readonly frame: Frame;
  readonly view: View;
  readonly show: (view: View) => void;
  readonly bytesPerLine: number;
}

const names: Record<View, string> = { text: "Text", json: "JSON", hex: "Bytes" };

export function PayloadView({ frame, view, show, bytesPerLine }: PayloadViewProps) {
  const group = useId();
  const bytes = useMemo(() => fromBase64(frame.payload), [frame]);
  if (frame.length === 0) return <p className="empty">No payload.</p>;
  // Two bytes of code and a reason: neither text nor JSON.
  const isClose = frameKind(frame.opcode) === "close";
  const shape = isClose ? "hex" : view;
  return (
    <div className="payload-view">
      {isClose ? null : (
        <fieldset className="choices">
          <legend className="unseen">Show the payload as</legend>
          {(["text", "json", "hex"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name={group} checked={view === one} onChange={() => show(one)} />
              {names[one]}
            </label>
          ))}
        </fieldset>
      )}
      <CutNote frame={frame} known={bytes.length} />
      <Shape view={shape} frame={frame} bytes={bytes} bytesPerLine={bytesPerLine} />
    </div>
  );
}

function CutNote({ frame, known }: { readonly frame: Frame; readonly known: number }) {
  if (known >= frame.length) return null;
  const first = known % 1024 === 0 ? `${known / 1024} KiB` : `${count(known)} bytes`;
  return (
    <p className="note" data-tone="warn">
      cut: the first {first} of {count(frame.length)} bytes
    </p>
  );
}

interface ShapeProps {
  readonly view: View;
  readonly frame: Frame;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly bytesPerLine: number;
}

function Shape({ view, frame, bytes, bytesPerLine }: ShapeProps): ReactNode {
  const isCut = bytes.length < frame.length;
  switch (view) {
    case "text":
      return <Text utf8={decodeUtf8(bytes, isCut || !frame.fin)} isPart={!frame.fin || frame.opcode === 0} />;
    case "json":
      return <Json bytes={bytes} isCut={isCut} />;
    case "hex":
      return <pre className="dump">{hexLines(bytes, bytesPerLine)}</pre>;
    default:
      return view satisfies never;
  }
}

function Text({ utf8, isPart }: { readonly utf8: Utf8; readonly isPart: boolean }) {
  return (
    <>
      {utf8.isValid ? null : (
        <p className="note" data-tone="bad">
          {isPart
            ? "not UTF-8 by itself: a character may begin in one frame and end in the next"
            : "not valid UTF-8: the marked bytes"}
        </p>
      )}
      <pre className="payload-text">
        <bdi>
          {utf8.pieces.map((piece, index) =>
            piece.ok ? (
              withoutHeaps(printable(piece.text))
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one payload never change
              <mark key={index} className="bad-bytes">
                {Array.from(piece.bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}
              </mark>
            ),
          )}
        </bdi>
      </pre>
    </>
  );
}

function Json({ bytes, isCut }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly isCut: boolean }) {
  if (isCut) return <p className="empty">Only the beginning is known, which is no whole JSON.</p>;
  const read = readJson(bytes);
  return read.ok ? <JsonTree value={read.value} /> : <p className="empty">{read.problem}</p>;
}

type ReadJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function readJson(bytes: Uint8Array<ArrayBuffer>): ReadJson {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : "it is not even UTF-8";
    return { ok: false, problem: `Not JSON: ${printable(why)}` };
  }
}

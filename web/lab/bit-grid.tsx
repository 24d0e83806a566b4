// A frame's bytes as rows of bits, each labelled with its field. Arrow keys move between bits; Space flips one.
import { type KeyboardEvent, useRef, useState } from "react";
import { opcodeName } from "../../server/protocol/rfc6455.ts";
import { countText, formatCount } from "../ui/format.ts";
import { type Dissected, fieldAt } from "./frame-bytes.ts";

interface BitGridProps {
  readonly frame: Dissected;
  readonly flip: (at: number, bit: number) => void;
}

const bits = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const shownRows = 32;

export function BitGrid({ frame, flip }: BitGridProps) {
  const grid = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState(0);
  const rows = Math.min(frame.bytes.length, shownRows);
  const reachable = Math.min(current, Math.max(0, rows * 8 - 1));
  const onKey = (event: KeyboardEvent) => {
    const next = moved(reachable, event.key, rows * 8);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next);
    grid.current?.querySelector<HTMLElement>(`[data-bit="${next}"]`)?.focus();
  };
  return (
    <>
      <table className="bits" ref={grid} onKeyDown={onKey}>
        <caption className="unseen">The frame’s bits. Arrow keys move between them, Space flips one.</caption>
        <thead>
          <tr>
            <th scope="col">Byte</th>
            <th scope="col">Bits</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a byte has no identity but its place
            <ByteRow key={at} frame={frame} at={at} current={reachable} flip={flip} enter={setCurrent} />
          ))}
        </tbody>
      </table>
      {frame.bytes.length > rows ? (
        <p className="small muted">{countText(frame.bytes.length - rows, "more byte")} in the hex field.</p>
      ) : null}
    </>
  );
}

function moved(from: number, key: string, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 };
  const to = from + (steps[key] ?? Number.NaN);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return to >= 0 && to < count ? to : null;
}

interface ByteRowProps extends BitGridProps {
  readonly at: number;
  /** The bit that Tab reaches. */
  readonly current: number;
  readonly enter: (bit: number) => void;
}

function ByteRow({ frame, at, current, flip, enter }: ByteRowProps) {
  const byte = frame.bytes[at] ?? 0;
  return (
    <tr>
      <th scope="row">{byte.toString(16).padStart(2, "0")}</th>
      <td className="byte-bits nowrap">
        {bits.map((bit) => {
          const index = at * 8 + bit;
          const field = fieldAt(frame, at, bit);
          const isSet = (byte & (0x80 >> bit)) !== 0;
          return (
            <button
              key={bit}
              type="button"
              role="switch"
              aria-checked={isSet}
              aria-label={`Byte ${at + 1}, bit ${bit + 1}: ${field}`}
              title={field}
              data-bit={index}
              data-field={field}
              tabIndex={index === current ? 0 : -1}
              onFocus={() => enter(index)}
              onClick={() => flip(at, bit)}
            >
              {isSet ? 1 : 0}
            </button>
          );
        })}
      </td>
      <td className="byte-meaning">{meaningOf(frame, at)}</td>
    </tr>
  );
}

/** What the fields that begin in this byte say. */
function meaningOf(frame: Dissected, at: number): string {
  const { fin, reserved, opcode, masked, length, lengthBytes, payloadAt } = frame;
  if (at === 0) {
    const rsv = reserved.map(Number).join("");
    return `FIN ${Number(fin)} · RSV ${rsv} · opcode ${opcode}, ${opcodeName(opcode)}`;
  }
  if (at === 1) {
    const short = (frame.bytes[1] ?? 0) & 0x7f;
    const where = lengthBytes === 0 ? `length ${short}` : `length in the next ${lengthBytes} bytes`;
    return `MASK ${Number(masked)} · ${where}`;
  }
  if (at === 2 && lengthBytes > 0) return `length ${formatCount(length)}`;
  if (masked && at === payloadAt - 4) return "masking key";
  if (at >= payloadAt + length) return at === payloadAt + length ? "next frame" : "";
  return at < payloadAt ? "" : payloadMeaning(frame, at);
}

function payloadMeaning({ payload, payloadAt, masked }: Dissected, at: number): string {
  const byte = payload[at - payloadAt] ?? 0;
  const shown = byte > 0x20 && byte < 0x7f ? `“${String.fromCharCode(byte)}”` : byte.toString(16).padStart(2, "0");
  const prefix = at === payloadAt ? "payload: " : "";
  return masked ? `${prefix}${shown} unmasked` : `${prefix}${shown}`;
}

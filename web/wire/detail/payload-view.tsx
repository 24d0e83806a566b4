// A payload as text, as a JSON tree, or as a hex dump. Marks what is cut or invalid, and bounds what is rendered.
import { type ReactNode, useMemo, useState } from "react";
import type { Frame } from "../../../server/protocol/frame.ts";
import { fromBase64, hexLines } from "../../ui/bytes.ts";
import { type Options, Radios } from "../../ui/form.tsx";
import { formatCount } from "../../ui/format.ts";
import { printable } from "../../ui/printable.ts";
import { decodeUtf8, type Utf8, visibleText } from "../model/payload.ts";
import type { PayloadFormat } from "../wire.ts";

interface PayloadViewProps {
  readonly frame: Frame;
  readonly format: PayloadFormat;
  readonly show: (format: PayloadFormat) => void;
  readonly bytesPerLine: number;
}

const formatNames: Options<PayloadFormat> = [
  ["text", "Text"],
  ["json", "JSON"],
  ["hex", "Bytes"],
];

export function PayloadView({ frame, format, show, bytesPerLine }: PayloadViewProps) {
  const bytes = useMemo(() => fromBase64(frame.payload), [frame]);
  if (frame.length === 0) return <p className="empty">No payload.</p>;
  // A close frame's two bytes of code make it neither text nor JSON.
  const isClose = frame.opcode === 8;
  return (
    <div className="payload-view stack">
      {isClose ? null : (
        <fieldset className="choices flow">
          <legend className="unseen">Payload format</legend>
          <Radios options={formatNames} value={format} choose={show} />
        </fieldset>
      )}
      {bytes.length < frame.length ? (
        <p className="toned breakable" data-tone="warn">
          cut: the first {sizeText(bytes.length)} of {formatCount(frame.length)} bytes
        </p>
      ) : null}
      <Payload format={isClose ? "hex" : format} frame={frame} bytes={bytes} bytesPerLine={bytesPerLine} />
    </div>
  );
}

const sizeText = (bytes: number): string =>
  bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${formatCount(bytes)} bytes`;

interface PayloadProps {
  readonly format: PayloadFormat;
  readonly frame: Frame;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly bytesPerLine: number;
}

function Payload({ format, frame, bytes, bytesPerLine }: PayloadProps): ReactNode {
  const isCut = bytes.length < frame.length;
  switch (format) {
    case "text":
      return <Text utf8={decodeUtf8(bytes, isCut || !frame.fin)} isFragment={!frame.fin || frame.opcode === 0} />;
    case "json":
      if (isCut) return <p className="empty">Only the start is known, which is not complete JSON.</p>;
      return <Json bytes={bytes} />;
    case "hex":
      return <pre className="dump breakable well scroll">{hexLines(bytes, bytesPerLine)}</pre>;
    default:
      return format satisfies never;
  }
}

function Text({ utf8, isFragment }: { readonly utf8: Utf8; readonly isFragment: boolean }) {
  return (
    <>
      {utf8.isValid ? null : (
        <p className="toned breakable" data-tone="bad">
          {isFragment
            ? "not valid UTF-8 on its own: a character may start in one frame and end in the next"
            : "not valid UTF-8: invalid bytes are marked"}
        </p>
      )}
      <pre className="payload-text pre-wrap breakable well">
        <bdi>
          {utf8.pieces.map((piece, index) =>
            piece.ok ? (
              visibleText(piece.text)
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a payload never change
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

function Json({ bytes }: { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const parsed = useMemo(() => parseJson(bytes), [bytes]);
  if (!parsed.ok) return <p className="empty">{parsed.problem}</p>;
  return (
    <div className="json-tree breakable well">
      <JsonNode name={null} value={parsed.value} level={0} />
    </div>
  );
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function parseJson(bytes: Uint8Array<ArrayBuffer>): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "invalid UTF-8";
    return { ok: false, problem: `Not JSON: ${printable(reason)}` };
  }
}

const maxChildren = 200;
const maxCharacters = 1_000;
const maxLevels = 40;
/** Deeper levels are collapsed at first. */
const openLevels = 2;

interface JsonNodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly level: number;
}

function JsonNode({ name, value, level }: JsonNodeProps): ReactNode {
  if (typeof value !== "object" || value === null) {
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return <JsonLine name={name} text={text} type={value === null ? "null" : typeof value} />;
  }
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  if (entries.length === 0) return <JsonLine name={name} text={isList ? "[]" : "{}"} type="empty" />;
  if (level >= maxLevels) return <JsonLine name={name} text="… deeper levels are not shown" type="empty" />;
  return <JsonBranch name={name} entries={entries} isList={isList} level={level} />;
}

interface JsonBranchProps {
  readonly name: string | null;
  readonly entries: readonly (readonly [string, unknown])[];
  readonly isList: boolean;
  readonly level: number;
}

/** Renders its children only while open, so that deep values cost nothing. */
function JsonBranch({ name, entries, isList, level }: JsonBranchProps) {
  const [isOpen, setOpen] = useState(level < openLevels);
  const more = entries.length - maxChildren;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <JsonName name={name} />
        <span className="muted">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {isOpen ? (
        <div className="json-children">
          {entries.slice(0, maxChildren).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} level={level + 1} />
          ))}
          {more > 0 ? <JsonLine name={null} text={`… and ${more} more`} type="empty" /> : null}
        </div>
      ) : null}
    </details>
  );
}

function JsonLine({
  name,
  text,
  type,
}: {
  readonly name: string | null;
  readonly text: string;
  readonly type: string;
}) {
  return (
    <div className="json-line">
      <JsonName name={name} />
      <bdi data-type={type}>{shorten(text)}</bdi>
    </div>
  );
}

function JsonName({ name }: { readonly name: string | null }) {
  if (name === null) return null;
  return (
    <>
      <bdi className="json-name muted">{shorten(name)}</bdi>:{" "}
    </>
  );
}

const shorten = (text: string): string =>
  visibleText(text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);

// JSON as a tree that unfolds; what is large or deep is bounded, and says so.
import { type ReactNode, useState } from "react";
import { printable } from "../../ui/printable.ts";
import { withoutHeaps } from "../model/one-line.ts";

const mostChildren = 200;
const mostCharacters = 1_000;
/** Below this, everything is folded until asked for. */
const openLevels = 2;
const mostLevels = 40;

export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div className="json-tree">
      <JsonNode name={null} value={value} level={0} />
    </div>
  );
}

interface JsonNodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly level: number;
}

function JsonNode({ name, value, level }: JsonNodeProps): ReactNode {
  if (typeof value !== "object" || value === null) return <Leaf name={name} value={value} />;
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  if (entries.length === 0) return <Line name={name} text={isList ? "[]" : "{}"} type="empty" />;
  if (level >= mostLevels) return <Line name={name} text="… deeper than is shown" type="empty" />;
  return <Branch name={name} entries={entries} isList={isList} level={level} />;
}

interface BranchProps {
  readonly name: string | null;
  readonly entries: readonly (readonly [string, unknown])[];
  readonly isList: boolean;
  readonly level: number;
}

/** What is folded does not exist yet: a thousand levels cost nothing. */
function Branch({ name, entries, isList, level }: BranchProps) {
  const [isOpen, setOpen] = useState(level < openLevels);
  const more = entries.length - mostChildren;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span className="json-size">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {isOpen ? (
        <div className="json-children">
          {entries.slice(0, mostChildren).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} level={level + 1} />
          ))}
          {more > 0 ? <Line name={null} text={`… and ${more} more`} type="empty" /> : null}
        </div>
      ) : null}
    </details>
  );
}

function Leaf({ name, value }: { readonly name: string | null; readonly value: unknown }) {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return <Line name={name} text={withoutHeaps(printable(shown))} type={value === null ? "null" : typeof value} />;
}

function Line({ name, text, type }: { readonly name: string | null; readonly text: string; readonly type: string }) {
  return (
    <div className="json-line">
      <Name name={name} />
      <bdi data-type={type}>{text}</bdi>
    </div>
  );
}

function Name({ name }: { readonly name: string | null }) {
  if (name === null) return null;
  return (
    <>
      <bdi className="json-name">{withoutHeaps(printable(name.slice(0, mostCharacters)))}</bdi>:{" "}
    </>
  );
}

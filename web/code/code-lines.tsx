// Code to be read: numbered lines, in the server's colours where there are some.
import { useMemo } from "react";
import { Html } from "../ui/html.tsx";
import { printable } from "../ui/printable.ts";

interface CodeLinesProps {
  readonly text: string;
  /** The server's HTML for this very text, or null. */
  readonly highlighted: string | null;
}

export function CodeLines({ text, highlighted }: CodeLinesProps) {
  const lines = useMemo(() => printable(text).split("\n"), [text]);
  if (highlighted !== null) return <Html className="code-lines" html={highlighted} />;
  return (
    <div className="code-lines">
      <pre>
        <code>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their number
            <span key={at} className="line">
              {at === lines.length - 1 ? line : `${line}\n`}
            </span>
          ))}
        </code>
      </pre>
    </div>
  );
}

// The list's first row, which stays in sight: the names of the lanes, or of the columns.
import { printable } from "../../ui/printable.ts";
import type { WireLayout } from "./layout.ts";

interface GridHeadProps {
  readonly lanes: readonly string[];
  readonly layout: WireLayout;
}

export function GridHead({ lanes, layout }: GridHeadProps) {
  return (
    <thead className="wire-head">
      <tr className="wire-row" aria-rowindex={1}>
        <HeadCell name="time" text="Time" />
        {layout.as === "lanes" ? <LaneNames lanes={lanes} /> : <HeadCell name="who" text="Client" />}
        <HeadCell name="kind" text="Kind" />
        <HeadCell name="length" text="Length" />
        <HeadCell name="payload" text="Payload" />
        {layout.isWide ? <HeadCell name="version" text="By" /> : null}
      </tr>
    </thead>
  );
}

function HeadCell({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <th scope="col" className={`wire-${name}`}>
      {text}
    </th>
  );
}

function LaneNames({ lanes }: { readonly lanes: readonly string[] }) {
  return (
    <th scope="col" className="wire-lanes">
      {lanes.map((name) => (
        <span key={name} className="lane-name" title={printable(name)}>
          {printable(name)}
        </span>
      ))}
      <span className="lane-name handler">handler</span>
    </th>
  );
}

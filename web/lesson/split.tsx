// Panes beside or above each other, with lines between them that are moved by mouse, touch and arrow keys.
import { Children, type ReactNode, useMemo } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { defaultSplits, readSplit, type SplitName, writeSplit } from "./splits.ts";

interface SplitProps {
  readonly name: SplitName;
  readonly orientation: "horizontal" | "vertical";
  /** The least of each pane, in pixels. */
  readonly least: number;
  /** One for each panel of the split, in its order. */
  readonly children: ReactNode;
}

/** A double click on a line brings back what stood there first. */
export function Split({ name, orientation, least, children }: SplitProps) {
  const layout = useMemo(() => readSplit(window.localStorage, name), [name]);
  const panels = Object.entries(defaultSplits[name]);
  const parts = Children.toArray(children).flatMap((child, index) => {
    const [id, share] = panels[index] ?? [];
    if (id === undefined) return [];
    const panel = (
      <Panel key={id} id={id} defaultSize={`${share}%`} minSize={least} className="panel" style={whole}>
        {child}
      </Panel>
    );
    return index === 0
      ? [panel]
      : [<Line key={`${id}-line`} before={panels[index - 1]?.[0] ?? ""} after={id} />, panel];
  });
  return (
    <Group
      id={`split-${name}`}
      className="split"
      orientation={orientation}
      defaultLayout={{ ...layout }}
      onLayoutChanged={(shares, { isUserInteraction }) => {
        if (isUserInteraction) writeSplit(window.localStorage, name, shares);
      }}
    >
      {parts}
    </Group>
  );
}

const whole = { overflow: "hidden" } as const;

const spoken: Record<string, string> = {
  reading: "lesson",
  writing: "code",
  talking: "clients and wire",
  lesson: "text",
  checks: "checks",
  clients: "clients",
  wire: "wire",
};

function Line({ before, after }: { readonly before: string; readonly after: string }) {
  const label = `Between ${spoken[before]} and ${spoken[after]}`;
  return <Separator className="line" aria-label={label} title="Drag, or use the arrow keys; double click resets" />;
}

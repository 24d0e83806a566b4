// Resizable panes with separators that are moved by mouse, touch or arrow keys.
import { Children, type ReactNode, type Ref, useMemo } from "react";
import { Group, type GroupImperativeHandle, Panel, Separator } from "react-resizable-panels";
import { defaultSplits, readSplit, type SplitName, writeSplit } from "./panes.ts";

interface SplitProps {
  readonly name: SplitName;
  readonly orientation: "horizontal" | "vertical";
  /** The minimum size of each pane, in pixels. */
  readonly minPx: number;
  readonly groupRef?: Ref<GroupImperativeHandle | null>;
  /** One for each panel of the split, in its order. */
  readonly children: ReactNode;
}

/** A double click on a separator restores the default shares. */
export function Split({ name, orientation, minPx, groupRef, children }: SplitProps) {
  const layout = useMemo(() => readSplit(window.localStorage, name), [name]);
  const panels = Object.entries(defaultSplits[name]);
  const parts = Children.toArray(children).flatMap((child, index) => {
    const [id, share] = panels[index] ?? [];
    if (id === undefined) return [];
    const panel = (
      <Panel key={id} id={id} defaultSize={`${share}%`} minSize={minPx} className="panel" style={hideOverflow}>
        {child}
      </Panel>
    );
    const before = panels[index - 1]?.[0];
    return before === undefined ? [panel] : [<Line key={`${id}-line`} before={before} after={id} />, panel];
  });
  return (
    <Group
      id={`split-${name}`}
      className="split"
      orientation={orientation}
      defaultLayout={{ ...layout }}
      {...(groupRef && { groupRef })}
      onLayoutChanged={(shares, { isUserInteraction }) => {
        if (isUserInteraction) writeSplit(window.localStorage, name, shares);
      }}
    >
      {parts}
    </Group>
  );
}

const hideOverflow = { overflow: "hidden" } as const;

const panelNames: Record<string, string> = {
  reading: "lesson",
  writing: "code",
  talking: "clients and wire",
  lesson: "text",
  checks: "checks",
  clients: "clients",
  wire: "wire",
};

function Line({ before, after }: { readonly before: string; readonly after: string }) {
  const label = `Between ${panelNames[before]} and ${panelNames[after]}`;
  return <Separator className="line" aria-label={label} title="Drag, or use the arrow keys; double-click to reset" />;
}

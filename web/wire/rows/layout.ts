// Lays out the wire's columns: a lane for each client and one for the handler, narrower where space is scarce.

export interface WireLayout {
  /** Clients with a lane; rows of other clients show the name instead of an arrow. */
  readonly lanes: readonly string[];
  readonly laneWidth: number;
  /** The least width of a row: the list scrolls horizontally in a narrower panel. */
  readonly rowWidth: number;
  /** The columns that fit besides time, lanes, kind and payload. */
  readonly hasLength: boolean;
  readonly hasVersion: boolean;
}

const maxLanes = 8;
const laneWidths = { least: 20, named: 46, most: 84 } as const;
/** What the other columns need at least, and what they should have before lanes grow beyond `named`. */
const otherColumns = { least: 270, withoutLength: 204, preferred: 360 } as const;
const lengthWidth = 420;
const versionWidth = 600;

/** All widths are in CSS pixels for text of the default size. `seen`: names with rows, in order of appearance. */
export function layOut(width: number, clients: readonly string[], seen: readonly string[]): WireLayout {
  const lanes = chooseLanes(clients, seen);
  const hasLength = width >= lengthWidth;
  const others = hasLength ? otherColumns.least : otherColumns.withoutLength;
  const columns = lanes.length + 1;
  const available = Math.min(laneWidths.named, (width - others) / columns);
  const preferred = Math.max(available, (width - otherColumns.preferred) / columns);
  // Even, so that the line in the middle of a lane covers whole pixels.
  const laneWidth = 2 * Math.floor(Math.min(laneWidths.most, Math.max(laneWidths.least, preferred)) / 2);
  const rowWidth = Math.round(others + columns * laneWidth);
  return { lanes, laneWidth, rowWidth, hasLength, hasVersion: width >= versionWidth };
}

/** The panel's clients come first, then the names that appeared last. */
function chooseLanes(clients: readonly string[], seen: readonly string[]): readonly string[] {
  const own = clients.filter((name) => name !== "");
  const others = seen.filter((name) => !own.includes(name));
  const room = Math.max(0, maxLanes - own.length);
  return [...own.slice(0, maxLanes), ...others.slice(Math.max(0, others.length - room))];
}

const characterWidth = 7.3;

/** A lane's heading: the name, or as many initials as fit. */
export function laneHeading(name: string, laneWidth: number): string {
  const fits = Math.max(1, Math.floor((laneWidth - 4) / characterWidth));
  if (laneWidth >= laneWidths.named || name.length <= fits) return name;
  if (name.startsWith("#")) return name.slice(1).slice(-fits);
  const initials = name.split(/[^\p{L}\p{N}]+/u).map((word) => word.slice(0, 1));
  return initials.join("").slice(0, fits);
}

/** Where the detail pane goes: beside the list if both fit. */
export function detailPlace(width: number): "beside" | "below" {
  return width >= 820 ? "beside" : "below";
}

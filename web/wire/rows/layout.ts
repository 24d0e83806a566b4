// Lanes or a list: what the width of the panel and the number of clients allow.

export type WireLayout =
  | { readonly as: "lanes"; readonly laneWidth: number; readonly isWide: boolean }
  /** `isTight`: no room even for the length. */
  | { readonly as: "list"; readonly isWide: boolean; readonly isTight: boolean };

export interface Arrangement {
  readonly lanes: readonly string[];
  readonly layout: WireLayout;
}

const mostLanes = 6;
const leastWidth = 400;
const laneWidths = { least: 46, most: 84 } as const;
/** Time, kind, length and a word of payload beside the lanes; and how much of it comes before wider lanes. */
const leastRest = 270;
const rest = 360;
const wideWidth = 600;
const tightWidth = 350;

/** The bench's clients have lanes before they have come; where there is no room for all, those give theirs up. */
export function arrange(width: number, bench: readonly string[], seen: readonly string[]): Arrangement {
  const all = [...new Set([...bench, ...seen])];
  const layout = layoutOf(width, all.length);
  if (layout.as === "lanes") return { lanes: all, layout };
  const came = all.filter((name) => seen.includes(name));
  return { lanes: came, layout: layoutOf(width, came.length) };
}

/** `lanes` without the handler's own. */
export function layoutOf(width: number, lanes: number): WireLayout {
  const isWide = width >= wideWidth;
  const fits = width - leastRest >= laneWidths.least * (lanes + 1);
  if (width < leastWidth || lanes > mostLanes || !fits) return { as: "list", isWide, isTight: width < tightWidth };
  const wished = Math.max(laneWidths.least, (width - rest) / (lanes + 1));
  // Even, so that the line in the middle of a lane is one pixel and not two half ones.
  const laneWidth = 2 * Math.floor(Math.min(laneWidths.most, wished) / 2);
  return { as: "lanes", laneWidth, isWide };
}

/** Where the detail stands: there is room beside the list, or only below it. */
export function detailPlace(width: number): "beside" | "below" {
  return width >= 820 ? "beside" : "below";
}

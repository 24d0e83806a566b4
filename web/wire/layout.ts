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
const laneWidths = { least: 40, most: 84 } as const;
/** Time, kind, length and some payload beside the lanes. */
const restWidth = 270;
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
  // Even, so that the line in the middle of a lane is one pixel and not two half ones.
  const laneWidth = 2 * Math.floor(Math.min(laneWidths.most, (width - restWidth) / (lanes + 1)) / 2);
  if (width < leastWidth || lanes > mostLanes || laneWidth < laneWidths.least) {
    return { as: "list", isWide, isTight: width < tightWidth };
  }
  return { as: "lanes", laneWidth, isWide };
}

/** Where the detail stands: there is room beside the list, or only below it. */
export function detailPlace(width: number): "beside" | "below" {
  return width >= 820 ? "beside" : "below";
}

// The panes of a lesson: their names, their order, and which one the address asks for where only one is seen.
export const panes = ["lesson", "code", "clients", "wire", "checks"] as const;
export type Pane = (typeof panes)[number];

export const paneNames: Record<Pane, string> = {
  lesson: "Lesson",
  code: "Code",
  clients: "Clients",
  wire: "Wire",
  checks: "Checks",
};

/** Below this width one pane is seen at a time. */
export const narrowQuery = "(max-width: 899px)";

export function paneFrom(query: string | null): Pane {
  return panes.find((pane) => pane === query) ?? "lesson";
}

/** The next one, or the one before, around the end; from nowhere to the first or the last. */
export function paneAfter(pane: Pane | null, step: 1 | -1): Pane {
  const from = pane === null ? (step === 1 ? -1 : panes.length) : panes.indexOf(pane);
  return panes[(from + step + panes.length) % panes.length] ?? "lesson";
}

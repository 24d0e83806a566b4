// The panes of a page: which of them a lesson shows, and which is open at first.
import { z } from "zod";

/** Those that a lesson can show. */
export const panes = ["lesson", "code", "clients", "wire", "checks"] as const;
const paneSchema = z.enum(panes);
/** Previews of a client page are in the playground only. */
export const allPanes = ["lesson", "code", "preview", "clients", "wire", "checks"] as const;
export type Pane = (typeof allPanes)[number];

export const paneNames: Readonly<Record<Pane, string>> = {
  lesson: "Lesson",
  code: "Code",
  preview: "Preview",
  clients: "Clients",
  wire: "Wire",
  checks: "Checks",
};

export const panesSchema = z
  .strictObject({
    shown: z
      .array(paneSchema)
      .min(1)
      .refine((names) => new Set(names).size === names.length, "names a pane twice")
      .default([...panes]),
    /** `console` is a tab of the wire's pane. */
    first: z.enum([...panes, "console"]).exactOptional(),
  })
  .refine(({ shown, first }) => first === undefined || shown.includes(paneOf(first)), {
    error: "is not one of the panes that are shown",
    path: ["first"],
  });
export type Panes = z.infer<typeof panesSchema>;

/** What a page shows of the panes. */
export interface ShownPanes {
  readonly shown: readonly Pane[];
  readonly first?: Pane | "console";
}

/** With the previews of a client page. */
export function withPreview(panes: ShownPanes): ShownPanes {
  return { ...panes, shown: allPanes.filter((pane) => pane === "preview" || panes.shown.includes(pane)) };
}

/** The pane that is open in a narrow window: the one of the address, else the first. */
export function openPane({ shown, first }: ShownPanes, query: unknown): Pane {
  const named = shown.find((pane) => pane === query);
  return (
    named ?? (first === undefined ? (shown.find((pane) => pane === "lesson") ?? shown[0] ?? "lesson") : paneOf(first))
  );
}

function paneOf<P extends Pane>(first: P | "console"): P | "wire" {
  return first === "console" ? "wire" : first;
}

/** The initial shares in percent; a double click on a separator restores them. The keys are ids of panels. */
export const defaultSplits = {
  columns: { reading: 30, writing: 36, talking: 34 },
  /** Without a column to read. */
  pair: { writing: 52, talking: 48 },
  reading: { lesson: 64, checks: 36 },
  talking: { clients: 46, wire: 54 },
  /** With previews of a client page. */
  showing: { preview: 40, clients: 26, wire: 34 },
} as const;
export type SplitName = keyof typeof defaultSplits;

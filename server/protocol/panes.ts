// The panes of a lesson's page: which of them a lesson shows, and which is open at first.
import { z } from "zod";

export const panes = ["lesson", "code", "clients", "wire", "checks"] as const;
const paneSchema = z.enum(panes);
export type Pane = z.infer<typeof paneSchema>;

export const paneNames: Readonly<Record<Pane, string>> = {
  lesson: "Lesson",
  code: "Code",
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

/** The pane that is open in a narrow window: the one of the address, else the first. */
export function openPane({ shown, first }: Panes, query: unknown): Pane {
  const named = shown.find((pane) => pane === query);
  return (
    named ?? (first === undefined ? (shown.find((pane) => pane === "lesson") ?? shown[0] ?? "lesson") : paneOf(first))
  );
}

function paneOf(first: Pane | "console"): Pane {
  return first === "console" ? "wire" : first;
}

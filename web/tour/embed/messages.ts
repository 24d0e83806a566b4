// Messages between an embedded walkthrough and the page around it.

export type EmbedEvent =
  | { readonly type: "ready"; readonly step: number; readonly of: number }
  | { readonly type: "step"; readonly step: number; readonly of: number }
  | { readonly type: "ended" }
  | { readonly type: "resize"; readonly height: number };

export type EmbedCommand =
  | { readonly type: "play" }
  | { readonly type: "pause" }
  | { readonly type: "step"; readonly step: number };

/** Returns null for anything that is not a command: any page may embed this one. Steps are 1-based. */
export function parseCommand(data: unknown, of: number): EmbedCommand | null {
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  if (!("source" in data) || data.source !== "ws101") return null;
  if (data.type === "play" || data.type === "pause") return { type: data.type };
  if (data.type !== "step" || !("step" in data) || typeof data.step !== "number") return null;
  const isStep = Number.isInteger(data.step) && data.step >= 1 && data.step <= of;
  return isStep ? { type: "step", step: data.step } : null;
}

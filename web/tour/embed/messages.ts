// What a framed walkthrough says to the page around it, and the few commands that it takes from there.

export type StepEvent =
  | { readonly type: "ready"; readonly step: number; readonly of: number }
  | { readonly type: "step"; readonly step: number; readonly of: number }
  | { readonly type: "ended" }
  | { readonly type: "resize"; readonly height: number };

export type Command =
  | { readonly type: "play" }
  | { readonly type: "pause" }
  | { readonly type: "step"; readonly step: number };

/** Any page may frame this one, so anything may come: null for whatever is no command. Steps are 1-based. */
export function commandOf(data: unknown, of: number): Command | null {
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  if (!("source" in data) || data.source !== "ws101") return null;
  if (data.type === "play" || data.type === "pause") return { type: data.type };
  if (data.type !== "step" || !("step" in data) || typeof data.step !== "number") return null;
  const isStep = Number.isInteger(data.step) && data.step >= 1 && data.step <= of;
  return isStep ? { type: "step", step: data.step } : null;
}

// Loads code into the visitor's room for a cell.
import { type LoadedCell, loadedCellSchema } from "../../server/protocol/cell.ts";
import { call, whyNot } from "../net/api.ts";
import type { Problem } from "./run-view.ts";

type Loaded =
  | { readonly ok: true; readonly url: string; readonly version: number }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `url` is the room's address. */
export async function loadCell(id: string, source: string): Promise<Loaded> {
  const path = `/api/cells/${encodeURIComponent(id)}/code`;
  const answer = await call(loadedCellSchema, path, { method: "PUT", body: { source } });
  if (!answer.ok) return { ok: false, problems: [{ line: null, message: whyNot(answer) }] };
  const { ok, url, version } = answer.value;
  return ok ? { ok, url, version } : { ok, problems: problemsOf(answer.value) };
}

/** Each load restarts the room. Resolves to null, or to why it could not be done. */
export async function restartCell(id: string, source: string): Promise<string | null> {
  const loaded = await loadCell(id, source);
  return loaded.ok ? null : (loaded.problems[0]?.message ?? "The code does not run again.");
}

function problemsOf({ problems, fault }: LoadedCell): Problem[] {
  const found = problems.map(({ line, message }) => ({ line, message }));
  return fault === null ? found : [...found, { line: fault.line, message: fault.message }];
}

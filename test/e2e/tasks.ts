// Measures the longest main-thread task of a page, in wall time and in CPU time, which other processes do not affect.
import type { Page } from "playwright-core";
import { z } from "zod";

export interface Tasks {
  readonly longestMs: number;
  /** Equals `longestMs` where the system reports no CPU time. */
  readonly longestCpuMs: number;
}

const traceSchema = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.unknown() }).optional().catch(undefined),
    }),
  ),
});
type TraceEvent = z.infer<typeof traceSchema>["traceEvents"][number];

/** `page` should be the only open page of its browser. */
export async function tasksDuring(page: Page, work: () => Promise<void>): Promise<Tasks> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  await browser.startTracing(page, { categories: ["toplevel"] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = traceSchema.parse(JSON.parse(trace.toString()));
  const isMain = mainThreads(traceEvents);
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && isMain(event));
  if (tasks.length === 0) throw new Error("The trace contains no tasks.");
  const longest = (of: (event: TraceEvent) => number) =>
    tasks.reduce((most, task) => Math.max(most, of(task)), 0) / 1_000;
  return { longestMs: longest(({ dur = 0 }) => dur), longestCpuMs: longest(({ dur = 0, tdur = dur }) => tdur) };
}

function mainThreads(events: readonly TraceEvent[]): (event: TraceEvent) => boolean {
  const key = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const named = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const threads = new Set(named.map(key));
  return (event) => threads.has(key(event));
}

// The handler for the clients' tests, and what the tests observe while it runs.
import { z } from "zod";

/** Echoes, floods on request, and reports the x-role header of each client. */
export const handler = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  await socket.send("for " + (socket.request.headers["x-role"] ?? "nobody"));
  for await (const message of socket) {
    if (message.type === "text" && message.data.startsWith("flood")) {
      for (let index = 0; index < 900; index++) await socket.send(message.data + ": " + index);
    } else if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`;

const framesSchema = z.object({
  type: z.literal("frames"),
  frames: z.array(z.object({ opcode: z.number(), fin: z.boolean(), direction: z.string() })),
});

/** Collects incoming data frames from the live channel: opcode, and whether more follow. */
export function hearFrames(wire: string[], payload: string): void {
  if (!payload.startsWith('{"type":"frames"')) return;
  const { frames } = framesSchema.parse(JSON.parse(payload));
  const data = frames.filter(({ opcode, direction }) => direction === "in" && opcode < 8);
  wire.push(...data.map(({ opcode, fin }) => `${opcode} ${fin ? "last" : "more"}`));
}

/** Self-contained, since its text travels into the page. */
export function watchTasks(): void {
  const watched = Object.assign(window, { longestTaskMs: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longestTaskMs = Math.max(watched.longestTaskMs, duration);
  }).observe({ entryTypes: ["longtask"] });
}

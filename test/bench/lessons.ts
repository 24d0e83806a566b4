// Time to a verdict: each lesson's checks on its own solution, over HTTP.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { styles } from "../../server/protocol/lesson.ts";
import { type Row, spreadRows } from "./figures.ts";
import { Learner } from "./learner.ts";
import type { Server } from "./server.ts";

const runs = 30;
const warmRuns = 3;
const barMs = 150;

export const lessonsDir = fileURLToPath(new URL("../../lessons", import.meta.url));

export async function* benchLessons(server: Server): AsyncGenerator<Row> {
  for (const { slug, folder } of lessons()) {
    for (const style of styles) {
      using learner = await Learner.arrive(server.url);
      await learner.save(slug, readFileSync(join(folder, style, "solution.ts"), "utf8"), style);
      const samples: number[] = [];
      for (let run = 0; run < warmRuns + runs; run += 1) {
        const began = performance.now();
        const { status, tests } = await learner.check(slug, style);
        if (status !== "pass") throw new Error(`${slug} ${style}: ${status}, ${JSON.stringify(tests, null, 1)}`);
        if (run >= warmRuns) samples.push(performance.now() - began);
      }
      yield* spreadRows("lessons", `${slug}, ${style}`, samples, { p50Bar: barMs, tail: "p95" });
    }
  }
}

export function lessons(): readonly { readonly slug: string; readonly folder: string }[] {
  return readdirSync(lessonsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(({ name }) => ({ slug: name.replace(/^\d+-/, ""), folder: join(lessonsDir, name) }));
}

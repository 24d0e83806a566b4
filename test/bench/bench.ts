// `npm run bench [-- --only part]`: runs the benchmarks, prints a table and writes build/bench.json. `resilience` (its trials
// singly as `resilience:pings`) and `soak` (`--minutes N`) attack the server for minutes and run only when they are named.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { benchChecks } from "./checks.ts";
import { benchClassroom } from "./classroom.ts";
import { benchEcho } from "./echo.ts";
import { benchEmbed } from "./embed.ts";
import { isMissed, type Row, tableHead, tableRow } from "./figures.ts";
import { benchHotLoad } from "./hot-load.ts";
import { benchLessonSave } from "./lesson-save.ts";
import { benchMemory } from "./memory.ts";
import { benchPage } from "./page.ts";
import { benchResilience, trialNames } from "./resilience/resilience.ts";
import { benchSoak } from "./resilience/soak.ts";
import { type Server, startServer } from "./server.ts";
import { benchStore } from "./store.ts";
import { benchWire } from "./wire.ts";

type Part = (skipped: (why: string) => void) => AsyncGenerator<Row>;

const parts: Readonly<Record<string, Part>> = {
  store: () => benchStore(),
  "hot-load": (skipped) => served((server) => benchHotLoad(server, skipped)),
  echo: () => served(benchEcho),
  memory: () => served(benchMemory),
  checks: () => served(benchChecks),
  page: (skipped) => served((server) => benchPage(server, skipped)),
  embed: (skipped) => served((server) => benchEmbed(server, skipped)),
  wire: (skipped) => served((server) => benchWire(server, skipped)),
  lesson: (skipped) => benchLessonSave(skipped),
  classroom: () => served(benchClassroom, { LIMIT_SOCKETS_PER_SERVER: "5000" }),
};

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, minutes: { type: "string", default: "10" } },
});

const attacking: Readonly<Record<string, Part>> = {
  resilience: (skipped) => benchResilience(undefined, skipped),
  ...Object.fromEntries(
    trialNames.map((name): [string, Part] => [`resilience:${name}`, (skipped) => benchResilience(name, skipped)]),
  ),
  soak: () => benchSoak(z.coerce.number().positive().parse(values.minutes)),
};

/** Each part gets its own server, so that none measures another's leftovers. */
async function* served(part: (server: Server) => AsyncGenerator<Row>, env = {}): AsyncGenerator<Row> {
  await using server = await startServer({ env });
  yield* part(server);
}

async function bench(names: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  const missing: { part: string; why: string }[] = [];
  console.log(tableHead());
  for (const name of names) {
    const skipped = (why: string) => {
      missing.push({ part: name, why });
      console.log(`${name.padEnd(10)} missing: ${why}`);
    };
    try {
      for await (const row of (parts[name] ?? attacking[name])?.(skipped) ?? []) {
        rows.push(row);
        console.log(tableRow(row));
      }
    } catch (error) {
      skipped(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  }
  write(rows, missing);
}

function write(rows: readonly Row[], missing: readonly { part: string; why: string }[]): void {
  const folder = fileURLToPath(new URL("../../build", import.meta.url));
  const file = `${folder}/bench.json`;
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: availableParallelism() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, rows, missing }, null, 2)}\n`);
  const missed = rows.filter(isMissed).length;
  console.log(`\n${rows.length} figures, ${missed} over their bar, ${missing.length} missing; written to ${file}`);
}

// Children end with this process; a server that a trial started does when `exit` is emitted.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const unknown = values.only?.find((name) => !(name in parts) && !(name in attacking));
if (unknown !== undefined) {
  const names = [...Object.keys(parts), ...Object.keys(attacking)];
  console.error(`Unknown part "${unknown}". Available: ${names.join(", ")}.`);
  process.exitCode = 2;
} else {
  await bench(values.only ?? Object.keys(parts));
}

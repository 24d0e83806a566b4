// `npm run bench [-- --only part]`: runs the benchmarks, prints a table and writes build/bench.json. Parts that take minutes run
// only when they are named; `--help` lists them all.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { type BenchArguments, parseBenchArguments, usage } from "./arguments.ts";
import { benchClassroom } from "./classroom.ts";
import { benchEcho } from "./echo.ts";
import { benchEmbed } from "./embed.ts";
import { benchFanOut, fanOutLimits } from "./fan-out.ts";
import { isMissed, type Row, tableHead, tableRow } from "./figures.ts";
import { benchHotLoad } from "./hot-load.ts";
import { benchLessonSave } from "./lesson-save.ts";
import { benchLessons } from "./lessons.ts";
import { benchMemory } from "./memory.ts";
import { benchPage } from "./page.ts";
import { benchResilience, trialNames } from "./resilience/resilience.ts";
import { benchSoak } from "./resilience/soak.ts";
import { benchSeeds } from "./seeds.ts";
import { type Server, startServer } from "./server.ts";
import { benchIdleEmbeds, benchSharedRoom, benchSnippet } from "./snippets.ts";
import { benchStore } from "./store.ts";
import { benchWire } from "./wire.ts";

interface Part {
  /** What it measures, for `--help`. */
  readonly about: string;
  /** Runs only when it is named. */
  readonly isLong?: true;
  readonly run: (skipped: (why: string) => void, options: BenchArguments) => AsyncGenerator<Row>;
}

const parts: Readonly<Record<string, Part>> = {
  store: { about: "saves, without a server", run: () => benchStore() },
  "hot-load": {
    about: "from a save to an answer by the new code",
    run: (skipped) => served((server) => benchHotLoad(server, skipped)),
  },
  echo: { about: "echoes, beside a bare ws server", run: () => served(benchEcho) },
  memory: { about: "memory of rooms and sockets", run: () => served(benchMemory) },
  lessons: { about: "a whole run of each lesson's checks on its solutions", run: () => served(benchLessons) },
  page: {
    about: "the first paint, and what it takes to get there",
    run: (skipped) => served((server) => benchPage(server, skipped)),
  },
  embed: {
    about: "an embedded lesson in another page",
    run: (skipped) => served((server) => benchEmbed(server, skipped)),
  },
  wire: {
    about: "the wire's panel with many frames",
    run: (skipped) => served((server) => benchWire(server, skipped)),
  },
  "lesson-save": {
    about: "from an author's save of a text to an open page",
    run: (skipped) => benchLessonSave(skipped),
  },
  classroom: {
    about: "a class at work",
    run: () => served(benchClassroom, { LIMIT_SOCKETS_PER_SERVER: "5000" }),
  },
  "fan-out": {
    about: "a workshop's classroom: each message goes to 300 clients",
    run: () => served(benchFanOut, fanOutLimits),
  },
  snippet: {
    about: "a shared snippet, cold: its page and its frame in another page",
    run: (skipped) => served((server) => benchSnippet(server, skipped)),
  },
  "shared-room": {
    about: "200 visitors of one embedded snippet whose room they share",
    run: () => served(benchSharedRoom, fanOutLimits),
  },
  "idle-embeds": {
    about: "2,000 frames of snippets that no one runs",
    run: () => served(benchIdleEmbeds),
  },
  seeds: {
    about: "whether verdicts depend on randomness (--runs) or on a busy machine (--busy)",
    isLong: true,
    run: (_skipped, options) => benchSeeds(options),
  },
  resilience: {
    about: "every attack on the server",
    isLong: true,
    run: (skipped) => benchResilience(undefined, skipped),
  },
  ...Object.fromEntries(
    trialNames.map((name): [string, Part] => [
      `resilience:${name}`,
      { about: "this attack alone", isLong: true, run: (skipped) => benchResilience(name, skipped) },
    ]),
  ),
  soak: {
    about: "honest learners beside all attacks (--minutes)",
    isLong: true,
    run: (_, { minutes }) => benchSoak(minutes),
  },
};

/** Each part gets its own server, so that none measures another's leftovers. */
async function* served(part: (server: Server) => AsyncGenerator<Row>, env = {}): AsyncGenerator<Row> {
  await using server = await startServer({ env });
  yield* part(server);
}

async function bench(names: readonly string[], options: BenchArguments): Promise<void> {
  const rows: Row[] = [];
  const missing: { part: string; why: string }[] = [];
  console.log(tableHead());
  for (const name of names) {
    const skipped = (why: string) => {
      missing.push({ part: name, why });
      console.log(`${name.padEnd(10)} missing: ${why}`);
    };
    try {
      for await (const row of parts[name]?.run(skipped, options) ?? []) {
        rows.push(row);
        console.log(tableRow(row));
      }
    } catch (error) {
      skipped(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  }
  if (rows.some((row) => row.isRequired && isMissed(row))) process.exitCode = 1;
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

const parsed = parseBenchArguments(process.argv.slice(2), Object.keys(parts));
if (parsed.problem !== null) {
  console.error(parsed.problem);
  process.exitCode = 2;
} else if (parsed.options.help) console.log(usage(parts));
else {
  const usual = Object.keys(parts).filter((name) => !parts[name]?.isLong);
  await bench(parsed.options.only ?? usual, parsed.options);
}

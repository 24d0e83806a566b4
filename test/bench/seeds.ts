// Judges every lesson's solutions and starts many times: do verdicts depend on randomness, or on how busy the machine is?
import { readFile } from "node:fs/promises";
import { startJudge } from "../../server/cli/local.ts";
import type { JudgeProgram, JudgeRequest } from "../../server/course/lint/verdict-rules.ts";
import { type Course, loadCourse } from "../../server/course/load.ts";
import type { TestResult } from "../../server/protocol/checks.ts";
import { styles } from "../../server/protocol/lesson.ts";
import { keepBusy } from "./busy.ts";
import type { Row } from "./figures.ts";
import { lessonsDir } from "./lessons.ts";

export interface SeedOptions {
  /** Of each program, each with another seed. */
  readonly runs: number;
  /** The first run of each program has the machine to itself; the others share it with as many busy processes as it has cores. */
  readonly busy: boolean;
}

interface Program extends Pick<JudgeRequest, "slug" | "style" | "source"> {
  readonly what: "start" | "solution";
}

export async function* benchSeeds({ runs, busy }: SeedOptions): AsyncGenerator<Row> {
  const course = await loadCourse(lessonsDir);
  const programs = await programsOf(course);
  await using judge = await startJudge(course);
  const run: JudgeProgram = (request) => judge.judge(request);
  const first = await Promise.all(programs.map((program) => verdictsOf(run, program, 1)));
  await using _busy = busy ? keepBusy() : null;
  for (const { slug } of course.lessons()) {
    const found: string[] = [];
    for (const [index, program] of programs.entries()) {
      if (program.slug === slug) found.push(...(await disagreements(run, program, first[index] ?? new Map(), runs)));
    }
    yield rowOf(slug, { runs, busy }, found);
  }
}

function rowOf(slug: string, { runs, busy }: SeedOptions, found: readonly string[]): Row {
  const what = `${slug}: checks that disagree in ${runs} runs${busy ? ", cores busy" : ""}`;
  const base = { part: "seeds", what, value: found.length, unit: "", bar: 0, isRequired: true } as const;
  return found.length === 0 ? base : { ...base, note: found.join("; ") };
}

async function programsOf(course: Course): Promise<Program[]> {
  const wanted = course
    .lessons()
    .flatMap(({ slug }) =>
      styles.flatMap((style) => (["start", "solution"] as const).map((what) => ({ slug, style, what }))),
    );
  return await Promise.all(
    wanted.map(async ({ slug, style, what }) => {
      const file = course.files(slug)?.[what](style) ?? "";
      return { slug, style, what, source: await readFile(file, "utf8") };
    }),
  );
}

/** What a learner is told of each check. */
type Verdicts = ReadonlyMap<string, string>;

async function verdictsOf(run: JudgeProgram, { slug, style, source }: Program, seed: number): Promise<Verdicts> {
  const { tests, problem } = await run({ slug, style, source, seed });
  if (tests.length === 0) throw new Error(`${slug}, ${style}: the checks were not run. ${problem}`);
  return new Map(tests.map((test) => [test.id, verdictOf(test)]));
}

function verdictOf({ status, message, hint }: TestResult): string {
  return `${status} ${message} ${hint ?? ""}`.trim();
}

/** Of the checks of a program, those whose verdict is another one with some seed: a sentence each. */
async function disagreements(run: JudgeProgram, program: Program, first: Verdicts, runs: number): Promise<string[]> {
  const seeds = Array.from({ length: runs - 1 }, (_, index) => index + 2);
  const judged = await Promise.all(
    seeds.map(async (seed) => ({ seed, verdicts: await verdictsOf(run, program, seed) })),
  );
  return [...first].flatMap(([id, verdict]) => {
    const others = judged.filter(({ verdicts }) => verdicts.get(id) !== verdict);
    const [other] = others;
    if (other === undefined) return [];
    const { style, what } = program;
    const count = `${others.length} of ${runs} runs`;
    return [`${style} ${what}, ${id}: "${verdict}", but in ${count} "${other.verdicts.get(id)}" (seed ${other.seed})`];
  });
}

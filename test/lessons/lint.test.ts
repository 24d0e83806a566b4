// The linter on the course, and on lessons that break its rules.
import assert from "node:assert/strict";
import { relative } from "node:path";
import { test } from "node:test";
import { startJudge } from "../../server/cli/local.ts";
import { type LessonReport, lintLessons } from "../../server/course/lint/lint.ts";
import { type MutationResult, mutationProblems } from "../../server/course/lint/mutation.ts";
import { type LintProblem, lintProblem, type Rule, rules } from "../../server/course/lint/problem.ts";
import { type Course, loadCourse } from "../../server/course/load.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import { course, lessonsDir } from "./handlers.ts";
import { type Changes, manyMistakes, writeCourse } from "./written-course.ts";

async function lint(
  linted: Course,
  { seeds, mutation }: { seeds: number; mutation: boolean },
): Promise<LessonReport[]> {
  await using judge = await startJudge(linted);
  const slugs = linted.lessons().map(({ slug }) => slug);
  return await lintLessons({ course: linted, slugs, judge: (request) => judge.judge(request), seeds, mutation });
}

function lineOf({ file, line, rule, problem, remedy }: LintProblem): string {
  return `${relative(lessonsDir, file)}:${line} ${rule} ${problem} ${remedy}`;
}

test("LE12 every lesson of the course is free of errors: its programs, wrong answers, hints, buttons, snippets and files", async () => {
  const reports = await lint(course, { seeds: 1, mutation: false });
  const errors = reports.flatMap(({ problems }) => problems).filter(({ severity }) => severity === "error");
  assert.deepEqual(errors.map(lineOf), []);
});

const start = (text: string) => text.replace(/^.*TODO.*\n/m, "");
const upper = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  // TODO: nothing
  for await (const message of socket) if (message.type === "text") await socket.send(message.data.toUpperCase());
}
`;
const events = (reply: string) => `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => socket.on("message", (data) => ${reply}));
`;

/** Lessons that break rules, and what the linter has to say: rule, file, line (0: none), words. */
const broken: Readonly<Record<string, { changes: Changes; expected: readonly [Rule, string, number, RegExp][] }>> = {
  texts: {
    changes: {
      "lesson.md": (text) =>
        text
          .replace("minutes: 8", "minutes: 8\nrequires: [programs]")
          .replace(" replies-to-every-text", "")
          .replace('{checks="replies-to-every-text"}', "")
          .replace("## One message", `## One message\n\n[Nothing](lesson:nothing)\n${"\n".repeat(90)}`)
          .replace("socket.send(message.data);", "socket.sent(message.data);")
          .replace("## One more thing", "One more thing")
          .replace(":::hint{check=replies-to-every-text}", ":::hint{check=replies-to-every-text style=loop}"),
      "notes.txt": "to do",
      "loop/start.ts": start,
      "events/start.ts": upper.replace("message.data.toUpperCase()", '"no"'),
      "axum.rs": (text) => text.replace("any(upgrade)", "get(upgrade)"),
      "tour.md": (text) => text.replace(/```\nany.*\n```\n\n.*\n\n/, ""),
      "checks.ts": (text) => `// TODO: one more check\n${text}`,
      "events/solution.ts": (text) => text.replace("socket.send(", "if (socket.bufferedAmount === 0) socket.send("),
    },
    expected: [
      ["text-too-long", "lesson.md", 0, /has 1\d\d lines without its hints and notes; the limit is 120\. Say less/],
      ["incomplete-text", "lesson.md", 0, /no heading for after the exercise/],
      ["broken-link", "lesson.md", 14, /`lesson:nothing` leads nowhere\. Link to one of: texts/],
      ["broken-snippet", "lesson.md", 112, /TS2339: Property 'sent' does not exist/],
      ["check-without-step", "lesson.md", 0, /No step asks for `replies-to-every-text`/],
      [
        "check-without-default-hint",
        "lesson.md",
        156,
        /`replies-to-every-text` has 0 default hints in the events style/,
      ],
      ["unused-file", "notes.txt", 0, /Nothing uses `notes.txt`\. Delete it/],
      ["no-todo", "loop/start.ts", 1, /does not say what to do/],
      ["other-style", "events/start.ts", 1, /program in the loop style, and its place is for the events style/],
      ["not-axum-0.8", "axum.rs", 12, /not a complete program for Axum 0\.8/],
      ["short-tour", "tour.md", 0, /`axum\.rs` has 2 steps\. Explain at least three/],
      ["unfinished", "checks.ts", 1, /TODO: one more check Do it/],
      ["unexplained-api", "events/solution.ts", 7, /does not explain `bufferedAmount`/],
      ["few-mistakes", "mistakes", 0, /2 wrong answers in the loop style\. Collect at least 12/],
    ],
  },
  programs: {
    changes: {
      "loop/start.ts": upper,
      "events/start.ts": "const wss = ;\n// TODO: more\n",
      "lesson.md": (text) =>
        text
          .replace(
            ":::hint{check=replies-in-capitals}",
            ":::hint{check=replies-in-capitals when=closed}\nIt closed.\n:::\n:::hint{check=replies-in-capitals}",
          )
          .replace('run="a send one; a send two"', 'run="a close 1000 bye; a send two"'),
      "mistakes/loop-passes.ts": `// style: loop\n// check: replies-in-capitals\n// hint: unchanged\n${upper}`,
      "mistakes/loop-typed.ts": `// style: loop\n// check: replies-in-capitals\n// hint: none\n${upper.replace("socket.send(", "socket.send(socket, ")}`,
      "mistakes/events-changes-nothing.ts": (text) =>
        text.replace("replies-in-capitals", "replies-to-every-text").replace("unchanged", "every"),
      "mistakes/events-other-hint.ts": `// style: events\n// check: replies-in-capitals\n// hint: the same text in capitals\n${events("socket.send(data.toString())")}`,
      "mistakes/loop-answers-once.ts": null,
      "mistakes/events-answers-once.ts": null,
      "checks.ts": (text) =>
        text.replace(
          'check("replies to every text"',
          'check("another one", async ({ connect }) => {\n  await (await connect()).expect.open();\n});\n\ncheck("replies to every text"',
        ),
    },
    expected: [
      ["start-passes", "loop/start.ts", 1, /passes every check\. Leave out/],
      ["start-does-not-compile", "events/start.ts", 1, /Line 1, column 13: Unexpected/],
      ["type-error", "events/start.ts", 1, /Unexpected token/],
      ["type-error", "mistakes/loop-typed.ts", 7, /TS2554: Expected 1 arguments, but got 2/],
      ["mistake-passes", "mistakes/loop-passes.ts", 1, /passes every check/],
      [
        "mistake-fails-other-check",
        "mistakes/events-changes-nothing.ts",
        2,
        /first fails `replies-in-capitals` \(fail\): .*Write `\/\/ check: replies-in-capitals`/,
      ],
      [
        "mistake-shows-other-hint",
        "mistakes/events-other-hint.ts",
        3,
        /Another hint is shown: "Your handler sent the text back unchanged.*What happened: received text "hello"/,
      ],
      ["hint-without-mistake", "lesson.md", 59, /No wrong answer shows this hint for `replies-in-capitals`/],
      ["check-without-mistake", "checks.ts", 13, /No mistake fails `another-one`/],
      [
        "try-fails",
        "lesson.md",
        44,
        /Pressed first, the button closes A, which is not connected: the page stops there\. Begin with `connect a`\./,
      ],
      [
        "try-fails",
        "lesson.md",
        44,
        /does not work with the loop solution: A could not continue \(sent "two"\): its socket closed with 1000/,
      ],
    ],
  },
  solutions: {
    changes: {
      "loop/solution.ts": (text) => text.replace(".toUpperCase()", ""),
      "events/solution.ts": events("{ if (Math.random() < 0.8) socket.send(data.toString().toUpperCase()); }"),
      "events/start.ts": `// TODO: more\n${events("socket.send(data.toString())")}`,
      "tour.md": (text) =>
        text
          .replace(".toUpperCase()", "")
          .replace(/socket\.on\("message", \(data\) => \{/, "socket.on")
          .replace("wss.on", "const wss")
          .replace('const wss("connection", (socket) => {', "const wss")
          .replace("socket.on\n", "wss.on\n")
          .replace("socket.send(data.toString().toUpperCase());", "import"),
      "mutants.yml": "- style: loop\n",
    },
    expected: [
      [
        "solution-fails",
        "loop/solution.ts",
        1,
        /The solution fails: `replies-in-capitals` \(fail\): .*received text "hello"/,
      ],
      ["seeds-differ", "events/solution.ts", 1, /passes with some seeds and fails with seed \d/],
      ["start-shows-hint", "events/start.ts", 1, /shows the hint "Your handler sent the text back unchanged/],
      ["invalid-mutants-file", "mutants.yml", 1, /Invalid input.*Write a list of/],
    ],
  },
  mutants: {
    changes: {
      "events/solution.ts": (text) => text.replace(".toUpperCase()", ".toLowerCase()"),
      "tour.md": (text) => text.replace("socket.send(data.toString().toUpperCase());", "socket.send(data"),
      "mutants.yml": "- { style: loop, at: nothing, mutant: something, because: never }\n",
    },
    expected: [
      ["styles-differ", "events/solution.ts", 0, /Only the loop solution passes/],
      [
        "mutant-survives",
        "loop/solution.ts",
        5,
        /No check notices when `if .* becomes .*: - { style: loop, at: "if \(message.type === \\"text\\"\) await/,
      ],
      ["unknown-mutant", "mutants.yml", 1, /There is no mutant `something` of `nothing`\. Delete/],
    ],
  },
  correct: { changes: manyMistakes, expected: [] },
};

test("LE14 the linter reports each broken rule with file, line and remedy, and nothing else of a correct lesson", async () => {
  const changes = Object.entries(broken).map(([slug, lesson]) => [slug, lesson.changes] as const);
  await using written = await writeCourse(Object.fromEntries(changes));
  const reports = await lint(await loadCourse(written.dir), { seeds: 4, mutation: true });
  const missing: string[] = [];
  for (const { slug, problems } of reports) {
    for (const [rule, file, line, words] of broken[slug]?.expected ?? []) {
      const matches = (one: LintProblem) =>
        one.rule === rule &&
        one.file.endsWith(`-${slug}/${file}`) &&
        (one.line ?? 0) === line &&
        one.severity === "error" &&
        words.test(`${one.problem} ${one.remedy}`);
      if (!problems.some(matches))
        missing.push(
          `${slug}: ${rule} ${file}:${line}\n${problems
            .filter((one) => one.rule === rule)
            .map(lineOf)
            .join("\n")}`,
        );
    }
  }
  assert.deepEqual(missing, []);
  const correct = reports.find(({ slug }) => slug === "correct");
  assert.deepEqual(correct?.problems, []);
  assert.ok(correct?.mutation.every(({ caught, survived }) => caught >= 3 && survived === 0));
});

test("LE14 mutants that survive are errors while the checks of a lesson catch less than 97 % of them, else warnings", () => {
  const result = (style: Style, caught: number, survived: number) => ({
    score: { style, caught, survived, equivalent: 0 },
    survivors: Array.from({ length: survived }, () =>
      lintProblem("mutant-survives", { file: `${style}/solution.ts`, line: 1 }, "No check notices.", "Check for it."),
    ),
    problems: [],
  });
  const severities = (...results: readonly MutationResult[]) =>
    mutationProblems(results).map(({ severity }) => severity);
  assert.deepEqual(severities(result("loop", 57, 1), result("events", 40, 2)), ["warning", "warning", "warning"]);
  assert.deepEqual(severities(result("loop", 56, 2), result("events", 40, 2)), Array(4).fill("error"));
  assert.deepEqual(severities(result("loop", 0, 0)), []);
});

/** CL18 has a lesson that cannot be loaded, LE25 guides and TK1 templates that break rules. */
const shownElsewhere: readonly Rule[] = ["cannot-load", "cell-fails", "broken-page"];

test("LE14 every rule of the linter has a lesson that breaks it", () => {
  const tested = new Set(Object.values(broken).flatMap(({ expected }) => expected.map(([rule]) => rule)));
  assert.deepEqual(
    rules.filter((rule) => !tested.has(rule)),
    shownElsewhere,
  );
});

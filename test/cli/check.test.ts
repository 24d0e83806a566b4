import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseCheckArguments, parseRunArguments, parseServeArguments } from "../../server/cli/arguments.ts";
import { checkCommand } from "../../server/cli/check.ts";
import { runResultSchema } from "../../server/protocol/checks.ts";
import { serve } from "../front/serving.ts";
import { Visitor } from "../front/visitor.ts";
import { Command, refuses, scratch, ws101 } from "./command.ts";

const echo = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`;
const mute = `import { WebSocketServer } from "ws";
new WebSocketServer({ port: 1 }).on("connection", () => {});
`;

/** The command on one lesson; of the others, what the command does: a learner's save and run, within the limits. */
test("CL10 check without a file checks the lesson's solution, which passes", async () => {
  const { code, out, err } = await ws101("check", "02-echo", "--style", "events");
  assert.deepEqual([code, err], [0, ""], out + err);
  assert.match(out, /lessons\/02-echo\/events\/solution\.ts/);
});

test("CL10 each lesson's solution passes within a learner's limits", async () => {
  await using server = await serve({ limits: { networkFuelPerSecond: 10 ** 12, networkFuelBurst: 10 ** 12 } });
  const lessons = readdirSync(new URL("../../lessons", import.meta.url)).filter((name) => /^\d\d-/.test(name));
  assert.ok(lessons.length >= 13);
  for (const [index, folder] of lessons.entries()) {
    const style = index % 2 === 0 ? "events" : "loop";
    const source = await readFile(new URL(`../../lessons/${folder}/${style}/solution.ts`, import.meta.url), "utf8");
    using visitor = new Visitor(server.url);
    const lesson = folder.slice(3);
    await visitor.load(source, { lesson, style });
    const { text } = await visitor.call(`/api/lessons/${lesson}/checks`, { method: "POST", body: { style } });
    assert.equal(runResultSchema.parse(JSON.parse(text)).status, "pass", `${folder}: ${text}`);
  }
});

test("CL10 check exits with 1 for a lesson's start, whose style the path names, and shows message, transcript and hint in plain text", async () => {
  const { code, out, err } = await ws101("check", "echo", "lessons/02-echo/events/start.ts");
  assert.deepEqual([code, err], [1, ""], out + err);
  assert.match(out, /\(events\): lessons\/02-echo\/events\/start\.ts\n/);
  assert.match(
    out,
    /✗ sends every text back, unchanged and in order\n {6}A sent "Grüße.*" and expected text "Grüße.*" but received nothing/,
  );
  assert.match(out, /0 ms {2}A {2}→ text {6}hello/);
  assert.match(out, /\n {6}Hint: \w/);
  assert.match(out, /\d of \d passed in \d+ ms/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: tests that there are none
  assert.doesNotMatch(out, /\u001b|<[a-z]/, "colours or markup");
});

test("CL12 what cannot be run exits with 2 and one clear sentence", async () => {
  await using files = await scratch();
  const broken = await files.file("broken.ts", "const a = 1;\nconst b = ;\n");
  const throwing = await files.file("throwing.ts", 'import "ws";\n\nthrow new Error("not today");\n');
  const cases: [string[], RegExp][] = [
    [["no-such-lesson"], /^There is no lesson "no-such-lesson"\. The lessons are .*echo[^\n]*$/],
    [["echo", "--lessons", join(files.folder, "none")], /^There is no folder .*none\.$/],
    [["echo", broken], /^[^\n]*broken\.ts does not compile\.\n.*broken\.ts:2:11 Unexpected `;`\.$/],
    [["echo", throwing], /throwing\.ts:3.*not today$/],
    [[], /^Name a lesson: ws101 check <lesson>.*$/],
  ];
  for (const [args, sentence] of cases) await refuses(checkCommand, args, sentence);
  assert.deepEqual(await ws101("check", "echo", "no-such-file.ts"), {
    ...{ code: 2, out: "", err: "ws101 check: File not found: no-such-file.ts\n" },
  });
});

test("CL10 --json prints the run's result and nothing else", async () => {
  await using files = await scratch();
  const { code, out } = await ws101("check", "2", await files.file("echo.ts", echo), "--json");
  assert.equal(code, 0);
  const result = runResultSchema.parse(JSON.parse(out));
  assert.deepEqual([result.lesson, result.style, result.status], ["echo", "loop", "pass"]);
});

test("CL14 --watch runs again on every save and exits with the last run's code", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", mute);
  await using command = new Command(["check", "echo", file, "--watch", "--style", "loop"]);
  await command.prints(/0 of \d passed/);
  await command.prints(/Waiting for changes/);
  await files.file("handler.ts", "const a = ;");
  await command.prints(/does not compile/);
  await command.prints(/Waiting for changes/);
  await files.file("handler.ts", echo);
  const [, passed, all] = await command.prints(/(\d) of (\d) passed/);
  assert.equal(passed, all);
  await command.prints(/Waiting for changes/);
  command.interrupt();
  assert.equal((await command.exited()).code, 0);
});

test("CL12 --help prints what a command does and its options, those of serve with every setting; --version the version", async () => {
  assert.match((await ws101("--version")).out, /^\d+\.\d+\.\d+\n$/);
  const { code, out, err } = await ws101("eject", "echo", "--help");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^ {2}ws101 eject <lesson\|file\.ts> <dir> .*\n {6}Write a handler .*\n$/);
  assert.match((await ws101("serve", "-h")).out, /ws101 serve \[--port 3000\](?:.*\n)+Environment:\n {2}PORT +3000/);
});

test("CL12 when its output is no longer read, a command ends quietly with its usual exit code, also one that waits for Ctrl+C", async () => {
  for (const [args, code] of [
    [["serve", "--help"], 0],
    [["lint", "echo", "--watch", "--seeds", "1", "--no-mutants"], 0],
    [["check", "echo", "lessons/02-echo/loop/start.ts"], 1],
  ] as const) {
    await using command = new Command(args);
    command.closeOutput();
    const exited = await command.exited();
    assert.equal(exited.code, code, exited.err);
    assert.doesNotMatch(exited.err, /EPIPE/);
  }
});

test("CL12 arguments are accepted in any order, and invalid ones refused with the usage", () => {
  assert.deepEqual(parseCheckArguments(["--json", "echo", "--style=events", "a.ts", "--watch", "--lessons", "dir"]), {
    lesson: "echo",
    file: "a.ts",
    style: "events",
    json: true,
    watch: true,
    lessonsDir: "dir",
  });
  assert.throws(
    () => parseCheckArguments(["echo", "--style", "rust"]),
    /Unknown style "rust"\. The styles are loop and events\.$/,
  );
  assert.throws(
    () => parseCheckArguments(["echo", "--no-such-flag"]),
    /^UsageError: Unknown option '--no-such-flag': ws101 check <lesson> \[file\.ts\].*$/,
  );
  assert.throws(() => parseCheckArguments(["echo", "--a.ts"]), /Unknown option '--a\.ts': ws101 check/);
  assert.throws(() => parseServeArguments(["--port", "-1"]), /argument is ambiguous: ws101 serve/);
  assert.throws(() => parseServeArguments(["3000"]), /Unexpected argument "3000": ws101 serve \[--port 3000\]/);
  assert.deepEqual(parseRunArguments(["a.ts"]), { target: "a.ts", port: 0, dataDir: null });
  assert.throws(() => parseCheckArguments(["echo", "a.ts", "b.ts"]), /Unexpected argument "b\.ts"/);
  assert.throws(() => parseRunArguments([]), /Name a file/);
  for (const port of ["-1", "x", "65536", "1.5", ""])
    assert.throws(() => parseRunArguments(["a.ts", `--port=${port}`]), /must be a number from 0 to 65535/);
});

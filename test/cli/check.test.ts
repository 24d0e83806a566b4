import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { checkArguments, runArguments } from "../../server/cli/arguments.ts";
import { runResultSchema } from "../../server/protocol/checks.ts";
import { Command, scratch, ws101 } from "./command.ts";

const echo = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`;
const deaf = `import { WebSocketServer } from "ws";
new WebSocketServer({ port: 1 }).on("connection", () => {});
`;

const lessons = readdirSync(new URL("../../lessons", import.meta.url)).filter((name) => /^\d\d-/.test(name));

/** Every solution and start in every style is judged with the lessons; here it is the command that is tried on each. */
for (const [index, folder] of lessons.entries()) {
  const [solved, unsolved] = index % 2 === 0 ? (["loop", "events"] as const) : (["events", "loop"] as const);
  test(`CL10 check ${folder}: its own solution passes, its start does not`, async () => {
    const solution = await ws101("check", folder, "--style", solved);
    assert.deepEqual([solution.code, solution.err], [0, ""], solution.out + solution.err);
    assert.match(solution.out, new RegExp(`lessons/${folder}/${solved}/solution\\.ts`));
    const start = await ws101("check", folder, `lessons/${folder}/${unsolved}/start.ts`);
    assert.deepEqual([start.code, start.err], [1, ""], start.out + start.err);
  });
}

test("CL11 a failed check shows its sentence, what was on the wire, and its hint, in plain text", async () => {
  await using files = await scratch();
  const { code, out } = await ws101("check", "echo", await files.file("deaf.ts", deaf));
  assert.equal(code, 1);
  assert.match(
    out,
    /✗ sends every text back, unchanged and in order\n {6}A sent "hello" and expected text "hello", but nothing came/,
  );
  assert.match(out, /0 ms {2}A {2}→ text {6}hello/);
  assert.match(out, /\d of \d passed, in \d+ ms/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there
  assert.doesNotMatch(out, /\u001b|<[a-z]/, "colours or markup");
});

test("CL12 what cannot be run ends with 2 and one clear sentence", async () => {
  await using files = await scratch();
  const broken = await files.file("broken.ts", "const a = 1;\nconst b = ;\n");
  const throwing = await files.file("throwing.ts", 'import "ws";\n\nthrow new Error("not today");\n');
  const cases: [string[], RegExp][] = [
    [["check", "echo", "no-such-file.ts"], /^ws101 check: There is no file no-such-file\.ts\.\n$/],
    [["check", "no-such-lesson"], /^ws101 check: There is no lesson "no-such-lesson"\. There are: .*echo/],
    [["check", "echo", broken], /broken\.ts does not compile\.\n.*broken\.ts:2:11 Unexpected `;`\.\n$/],
    [["check", "echo", throwing], /throwing\.ts:3.*not today/],
    [["check"], /Which lesson\?/],
    [["check", "echo", "--style", "rust"], /There is no style "rust": it is loop or events\.\n$/],
    [["check", "echo", "--no-such-flag"], /no-such-flag/],
  ];
  for (const [args, sentence] of cases) {
    const { code, out, err } = await ws101(...args);
    assert.deepEqual([code, out], [2, ""], `${args.join(" ")}: ${err}`);
    assert.match(err, sentence);
    assert.doesNotMatch(err, /\n\s+at /, "a stack of ours");
  }
});

test("CL13 --json prints the run's result, and nothing else", async () => {
  await using files = await scratch();
  const { code, out } = await ws101("check", "2", await files.file("echo.ts", echo), "--json");
  assert.equal(code, 0);
  const result = runResultSchema.parse(JSON.parse(out));
  assert.deepEqual([result.lesson, result.style, result.status], ["echo", "loop", "pass"]);
});

test("CL14 --watch runs again on every save, and ends with the last run's code", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", deaf);
  await using command = new Command(["check", "echo", file, "--watch", "--style", "loop"]);
  await command.says(/0 of \d passed/);
  await command.says(/Waiting for the file/);
  await files.file("handler.ts", "const a = ;");
  await command.says(/does not compile/);
  await command.says(/Waiting for the file/);
  await files.file("handler.ts", echo);
  const [, passed, all] = await command.says(/(\d) of (\d) passed/);
  assert.equal(passed, all);
  await command.says(/Waiting for the file/);
  command.interrupt();
  assert.equal((await command.ended()).code, 0);
});

test("CL15 the arguments of check and run are understood in any order, and refused with the usage", () => {
  assert.deepEqual(checkArguments(["--json", "echo", "--style=events", "a.ts", "--watch", "--lessons", "dir"]), {
    lesson: "echo",
    file: "a.ts",
    style: "events",
    json: true,
    watch: true,
    lessonsDir: "dir",
  });
  assert.deepEqual(runArguments(["a.ts"]), { file: "a.ts", port: 0, dataDir: null });
  assert.throws(() => checkArguments(["echo", "a.ts", "b.ts"]), /one too many/);
  assert.throws(() => runArguments([]), /Which file\?/);
  for (const port of ["-1", "x", "65536", "1.5", ""])
    assert.throws(() => runArguments(["a.ts", `--port=${port}`]), /is no port/);
});

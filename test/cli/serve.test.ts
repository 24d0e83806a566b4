// `ws101 serve`: what it prints, and with `--watch` a server for authors.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { writeCourse } from "../lessons/written-course.ts";
import { Command, type Scratch, scratch } from "./command.ts";

const lean = { HOSTS: "1", SPARES: "none" };
const serving = (course: { readonly dir: string }, data: Scratch) =>
  ["serve", "--port", "0", "--data", data.folder, "--lessons", course.dir] as const;

test("LE22, WS12 `ws101 serve --watch` follows the lessons of its folder; the token that it prints stays the same", async () => {
  await using course = await writeCourse({ first: {} });
  await using data = await scratch();
  const tokens: string[] = [];
  for (const option of ["--no-watch", "--watch"]) {
    await using command = new Command([...serving(course, data), option], lean);
    await command.prints(/ws101 is at http:\/\/127\.0\.0\.1:\d+/);
    const [, token = ""] = await command.prints(/\/instructor and sign in with the token ([\w-]{24})\n/);
    tokens.push(token);
    if (option === "--watch") {
      await writeFile(join(course.dir, "01-first/lesson.md"), "nothing");
      await command.prints(/01-first\/lesson\.md:1: There is no front matter\./);
    }
    command.interrupt();
    await command.exited();
  }
  assert.equal(tokens[0], tokens[1]);
});

test("NE1, WS12 `ws101 serve` for a network prints its addresses, and with --qr a code; and no token that is set", async () => {
  await using course = await writeCourse({ first: {} });
  await using data = await scratch();
  const env = { ...lean, PUBLIC_URL: "https://class.example", INSTRUCTOR_TOKEN: "a token that is set" };
  await using command = new Command([...serving(course, data), "--host", "0.0.0.0", "--qr"], env);
  await command.prints(/Others open https:\/\/class\.example\n\n +█/);
  await command.prints(/\/instructor and sign in with the token in INSTRUCTOR_TOKEN\n/);
  command.interrupt();
  await command.exited();
});

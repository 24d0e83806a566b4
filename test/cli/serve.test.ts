// `ws101 serve --watch`: a server for authors.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { writeCourse } from "../lessons/written-course.ts";
import { Command, scratch } from "./command.ts";

test("LE22 `ws101 serve --watch` follows the lessons of its folder", async () => {
  await using course = await writeCourse({ first: {} });
  await using data = await scratch();
  await using command = new Command(
    ["serve", "--watch", "--port", "0", "--data", data.folder, "--lessons", course.dir],
    { HOSTS: "1", SPARES: "none" },
  );
  await command.prints(/ws101 is at http:\/\/127\.0\.0\.1:\d+/);
  await writeFile(join(course.dir, "01-first/lesson.md"), "nothing");
  await command.prints(/01-first\/lesson\.md:1: There is no front matter\./);
  command.interrupt();
  await command.exited();
});

test("WS12 `ws101 serve` prints the instructors' address, with the token if none is set; it stays the same", async () => {
  await using course = await writeCourse({ first: {} });
  await using data = await scratch();
  const start = (env: Record<string, string>) =>
    new Command(["serve", "--port", "0", "--data", data.folder, "--lessons", course.dir], {
      HOSTS: "1",
      SPARES: "none",
      ...env,
    });
  const tokens: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    await using command = start({});
    const [, token = ""] = await command.prints(/\/instructor and sign in with the token ([\w-]{24})\n/);
    tokens.push(token);
    command.interrupt();
    await command.exited();
  }
  assert.equal(tokens[0], tokens[1]);
  await using command = start({ INSTRUCTOR_TOKEN: "a token that is set" });
  await command.prints(/\/instructor and sign in with the token in INSTRUCTOR_TOKEN\n/);
  command.interrupt();
  await command.exited();
});

test("NE1 `ws101 serve` for a network prints its addresses, and with --qr a code; for this machine only, how to let others in", async () => {
  await using course = await writeCourse({ first: {} });
  await using data = await scratch();
  const start = (...args: string[]) =>
    new Command(["serve", "--port", "0", "--data", data.folder, "--lessons", course.dir, ...args], {
      HOSTS: "1",
      SPARES: "none",
      PUBLIC_URL: "https://class.example",
    });
  await using network = start("--host", "0.0.0.0", "--qr");
  await network.prints(/Others open https:\/\/class\.example\n\n +█/);
  network.interrupt();
  await network.exited();
});

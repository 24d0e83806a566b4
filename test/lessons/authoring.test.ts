// docs/authoring.md names everything that an author can use.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { manifestJsonSchema } from "../../server/course/front-matter.ts";
import { rules } from "../../server/course/lint/problem.ts";
import { happenedKinds, manifestSchema } from "../../server/protocol/lesson.ts";
import { roomLimits } from "../../server/protocol/limits.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const guide = read("docs/authoring.md").replace(/^```[\s\S]*?^```$/gm, "");
/** Only what stands in code counts. */
const named = new Set(
  [...guide.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.match(/[\w-]+(?:\.\d)?/g) ?? []),
);

function unnamed(names: readonly string[]): string[] {
  assert.ok(names.length > 0);
  return names.filter((name) => !named.has(name));
}

/** The public members of an exported class or interface. */
function membersOf(file: string, name: string): string[] {
  const [, body = ""] =
    new RegExp(`^export (?:class|interface) ${name}\\b.*?\\{\\n(.*?)^\\}`, "ms").exec(read(file)) ?? [];
  const found = [...body.matchAll(/^ {2}(?:readonly |get |set |async )?(\w+)[(<:?]/gm)].map(
    ([, member = ""]) => member,
  );
  return [...new Set(found)].filter((member) => member !== "constructor");
}

test("LE20 the guide names every call of the checks, every global of a handler, and every module", () => {
  const check = "server/checks/check.ts";
  const classes = ["CheckContext", "ConnectOptions", "Client", "AcceptOptions", "AcceptedClient"];
  const members = classes.flatMap((name) => membersOf(check, name));
  const controls = ["RoomControl", "Clock"].flatMap((name) => membersOf("server/checks/room-control.ts", name));
  const expectations = ["Expect", "Eventually"].flatMap((name) => membersOf("server/checks/expect.ts", name));
  assert.deepEqual(unnamed([...members, ...expectations, ...controls]), []);
  const globals = [...read("server/guest/types/globals.d.ts").matchAll(/^declare (?:const|function|class) (\w+)/gm)];
  assert.deepEqual(unnamed(globals.map(([, name = ""]) => name)), []);
  const types = ["ws101", "ws", "node"].map((file) => read(`server/guest/types/${file}.d.ts`)).join("");
  const modules = [...types.matchAll(/^declare module "(?!node:)([^"]+)"/gm)].flatMap(([, name = ""]) =>
    name.split("/"),
  );
  assert.deepEqual(unnamed(modules), []);
});

test("LE20 the guide names every key of the front matter, every limit, everything that can happen, and every rule", () => {
  assert.deepEqual(unnamed(Object.keys(manifestSchema.shape)), []);
  assert.deepEqual(unnamed(Object.keys(roomLimits)), []);
  assert.deepEqual(unnamed(happenedKinds), []);
  assert.deepEqual(unnamed(rules), []);
});

test("LE20 docs/lesson.schema.json matches the schema of the front matter", () => {
  const written: unknown = JSON.parse(read("docs/lesson.schema.json"));
  const current: unknown = JSON.parse(JSON.stringify(manifestJsonSchema()));
  assert.deepEqual(written, current, "run: node server/cli/write-lesson-schema.ts");
});

// The reference: complete, from the types that the editor uses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadReference, type ReferenceEntry, referenceIds } from "../../server/course/reference.ts";
import { course } from "./handlers.ts";

const reference = loadReference();
const allEntries = reference.sections.flatMap(({ entries }) => entries);

function types(file: string): string {
  return readFileSync(new URL(`../../server/guest/types/${file}.d.ts`, import.meta.url), "utf8");
}

function entriesOf(module: string | null): readonly ReferenceEntry[] {
  return reference.sections.find((section) => section.module === module)?.entries ?? [];
}

function namesOf(module: string | null): readonly string[] {
  return entriesOf(module)
    .filter(({ isExported }) => isExported)
    .map(({ name }) => name);
}

/** Found without a parser: the formatter indents what a module declares by two spaces. */
function exportsIn(text: string): readonly string[] {
  const declared = text.matchAll(/^ {2}export (?:class|const|function|interface|type) (\w+)/gm);
  const listed = text.matchAll(/^ {2}export (?:type )?\{ ?(.*?) ?\}/gms);
  const lists = [...listed].flatMap(([, list = ""]) => list.split(/,\s*/).map((item) => item.split(" as ").at(-1)));
  return [...declared]
    .map(([, name]) => name)
    .concat(lists)
    .flatMap((name) => (name ? [name] : []));
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}

test("LE19 every export of ws101, ws and Node's modules has an entry, and nothing else is called one", () => {
  assert.deepEqual(sorted(namesOf("ws101")), sorted(exportsIn(types("ws101"))));
  assert.deepEqual(sorted(namesOf("ws")), sorted(exportsIn(types("ws"))));
  const modules = types("node").matchAll(/^declare module "([^"]+)" \{\n(.*?)^\}/gms);
  for (const [, name = "", body = ""] of modules) {
    if (name.startsWith("node:")) continue;
    const names = namesOf(name).filter((each) => each !== "default");
    assert.deepEqual(sorted(names), sorted(exportsIn(body)), name);
  }
});

test("LE19 every global has an entry", () => {
  const text = types("globals") + types("buffer");
  const declared = text.matchAll(/^(?:declare )?(?:class|const|function|interface|type) (\w+)/gm);
  const names = [...declared].map(([, name = ""]) => name);
  assert.ok(names.includes("setTimeout") && names.includes("Buffer"));
  assert.deepEqual(sorted(namesOf(null)), sorted(names));
});

test("LE19 an entry has an address of its own, its signatures, and its comment with the example", () => {
  assert.equal(new Set(allEntries.map(({ id }) => id)).size, allEntries.length);
  assert.deepEqual(sorted(referenceIds()), sorted(allEntries.map(({ id }) => id)));
  const offload = entriesOf("ws101").find(({ id }) => id === "ws101-offload");
  assert.match(plain(offload?.signatureHtml), /^function offload<In = void, Out = unknown>\(\n {2}fn: /);
  assert.match(offload?.commentHtml ?? "", /Runs a function in another thread.*<pre class="shiki.*countPrimes/s);
  const timeout = entriesOf("ws101").find(({ id }) => id === "ws101-timeout");
  assert.equal(plain(timeout?.signatureHtml).match(/function timeout</g)?.length, 2);
  assert.match(plain(timeout?.commentHtml), /takes nothing.*aborts its signal/s);
  for (const { id, signatureHtml } of allEntries) {
    assert.match(signatureHtml, /^<pre class="shiki/, id);
    assert.doesNotMatch(plain(signatureHtml), /biome-ignore|^export|^declare/, id);
  }
});

function plain(html = ""): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&#x3C;", "<")
    .replaceAll("&lt;", "<");
}

test("LE19 the lessons link to the entries of what they introduce", () => {
  const html = course.lessons().map(({ slug }) => course.lesson(slug)?.html ?? "");
  const linked = new Set(
    html.flatMap((text) => [...text.matchAll(/href="\/reference#([\w-]+)"/g)].map(([, id]) => id)),
  );
  const introduced = ["Handler", "Message", "Upgrade", "select", "broadcast", "Lagged", "channel", "spawn", "offload"];
  for (const name of [...introduced, "storage", "shutdown", "Accept"]) assert.ok(linked.has(`ws101-${name}`), name);
});

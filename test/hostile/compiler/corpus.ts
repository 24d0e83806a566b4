// Sources designed to break a compiler, with the kind of answer that each must get.

export interface HostileSource {
  readonly name: string;
  readonly source: string;
  /** `problem`: refused with a sentence. `compiles`: unusual but valid. `either`: any answer in time. */
  readonly answer: "problem" | "compiles" | "either";
}

const deep = 20_000;
const wrap = (open: string, middle: string, close: string, times: number) =>
  open.repeat(times) + middle + close.repeat(times);
const x = (expression: string) => `export default ${expression};`;

/** Nesting of every kind that the grammar has. */
export const nested: readonly HostileSource[] = [
  { name: "parentheses", source: x(wrap("(", "1", ")", deep)), answer: "problem" },
  { name: "parentheses never closed", source: "(".repeat(60_000), answer: "problem" },
  { name: "arrays", source: x(wrap("[", "", "]", deep)), answer: "problem" },
  { name: "arrays never closed", source: "[".repeat(60_000), answer: "problem" },
  { name: "objects", source: x(wrap("{a:", "1", "}", 12_000)), answer: "problem" },
  { name: "braces never closed", source: "{".repeat(60_000), answer: "problem" },
  { name: "blocks", source: wrap("{", "", "}", deep), answer: "problem" },
  { name: "arrow functions", source: x(`${"a=>".repeat(deep)}1`), answer: "problem" },
  { name: "arrow functions in parentheses", source: x(wrap("(a=>", "1", ")", 10_000)), answer: "problem" },
  { name: "functions", source: wrap("function f(){", "", "}", 4_000), answer: "problem" },
  { name: "classes", source: x(wrap("class{a=", "1", "}", 6_000)), answer: "problem" },
  { name: "templates", source: x(wrap("`${", "1", "}`", 12_000)), answer: "problem" },
  { name: "tagged templates", source: x(wrap("a`${", "1", "}`", 10_000)), answer: "problem" },
  { name: "ternaries", source: x(`${"a?b:".repeat(15_000)}1`), answer: "either" },
  { name: "ternaries in the middle", source: x(`${"a?".repeat(10_000)}1${":1".repeat(10_000)}`), answer: "either" },
  { name: "unary operators", source: x(`${"!".repeat(60_000)}1`), answer: "either" },
  { name: "typeof chains", source: x(`${"typeof ".repeat(9_000)}1`), answer: "either" },
  { name: "additions", source: x(`${"1+".repeat(30_000)}1`), answer: "either" },
  { name: "powers", source: x(`${"1**".repeat(deep)}1`), answer: "either" },
  { name: "assignments", source: `let a; ${"a=".repeat(30_000)}1`, answer: "either" },
  { name: "members", source: x(`a${".a".repeat(30_000)}`), answer: "either" },
  { name: "optional members", source: x(`a${"?.a".repeat(deep)}`), answer: "either" },
  { name: "calls of calls", source: x(`f${"()".repeat(30_000)}`), answer: "either" },
  { name: "calls in calls", source: x(wrap("f(", "1", ")", deep)), answer: "problem" },
  { name: "new in new", source: x(`${"new ".repeat(15_000)}A`), answer: "either" },
  { name: "awaits", source: x(`${"await ".repeat(10_000)}1`), answer: "either" },
  { name: "labels", source: `${Array.from({ length: 9_000 }, (_, n) => `a${n}:`).join("")};`, answer: "either" },
  { name: "ifs", source: `${"if(a)".repeat(12_000)};`, answer: "problem" },
  { name: "else ifs", source: `${"if(a);else ".repeat(5_000)};`, answer: "either" },
  { name: "loops", source: `${"for(;;)".repeat(9_000)};`, answer: "either" },
  { name: "tries", source: wrap("try{", "", "}catch{}", 5_000), answer: "problem" },
  { name: "switches", source: wrap("switch(a){default:", "", "}", 3_400), answer: "problem" },
  { name: "types", source: `type A=${wrap("A<", "1", ">", deep)};`, answer: "problem" },
  { name: "generic calls", source: x(`f${wrap("<A", "", ">", deep)}()`), answer: "either" },
  { name: "type assertions", source: x(`${"<A>".repeat(deep)}1`), answer: "either" },
  { name: "casts", source: x(`1${" as A".repeat(12_000)}`), answer: "either" },
  { name: "conditional types", source: `type A<T>=${"T extends 1?2:".repeat(4_600)}3;`, answer: "either" },
  { name: "function types", source: `type A=${"(a:1)=>".repeat(9_000)}1;`, answer: "either" },
  { name: "object types", source: `type A=${wrap("{a:", "1", "}", 12_000)};`, answer: "problem" },
  { name: "tuple types", source: `type A=${wrap("[", "1", "]", deep)};`, answer: "problem" },
  { name: "namespaces", source: wrap("namespace A{", "", "}", 4_500), answer: "problem" },
  { name: "destructuring", source: `const ${wrap("[", "a", "]", deep)}=1;`, answer: "problem" },
  { name: "default parameters", source: x(wrap("(a=", "1", ")=>1", 8_000)), answer: "problem" },
];

/** Very large sources without deep nesting. */
export const large: readonly HostileSource[] = [
  { name: "64 KB of commas", source: x(`[${",".repeat(65_000)}]`), answer: "either" },
  { name: "64 KB of semicolons", source: ";".repeat(65_536), answer: "compiles" },
  { name: "a line of 1 MB", source: x(`"${"a".repeat(1 << 20)}"`), answer: "problem" },
  { name: "1,000,000 lines", source: "\n".repeat(1_000_000), answer: "problem" },
  { name: "64 KB of one name", source: x("a".repeat(65_000)), answer: "compiles" },
  { name: "64 KB of digits", source: x("1".repeat(65_000)), answer: "compiles" },
  { name: "a BigInt of 64 KB", source: x(`${"1".repeat(65_000)}n`), answer: "compiles" },
  { name: "a regular expression of 64 KB", source: x(`/${"(?:a|b)".repeat(9_000)}/`), answer: "compiles" },
  { name: "groups in groups of a regular expression", source: x(`/${wrap("(", "a", ")", deep)}/`), answer: "either" },
  {
    name: "6,000 declarations of one name",
    source: "let a;".repeat(6_000),
    answer: "problem",
  },
  { name: "10,000 imports", source: 'import"a";'.repeat(6_000), answer: "problem" },
  { name: "an enum of 9,000", source: `enum A{${Array.from({ length: 9_000 }, (_, n) => `a${n}`)}}`, answer: "either" },
  { name: "64 KB of errors", source: "let = ; ".repeat(8_000), answer: "problem" },
];

/** Bytes that editors hide and parsers trip over. */
export const odd: readonly HostileSource[] = [
  { name: "nothing", source: "", answer: "compiles" },
  { name: "a byte-order mark alone", source: "\ufeff", answer: "compiles" },
  { name: "two byte-order marks", source: "\ufeff\ufeffexport default 1;", answer: "either" },
  { name: "NUL in code", source: "export default 1;\0", answer: "problem" },
  { name: "64 KB of NUL", source: "\0".repeat(65_536), answer: "problem" },
  { name: "NUL in a string", source: x("'a\0b'"), answer: "compiles" },
  { name: "carriage returns alone", source: "export default 1;\r// two\r// three", answer: "compiles" },
  { name: "CRLF", source: "const a = 1;\r\nexport default a;\r\n", answer: "compiles" },
  { name: "a line separator in code", source: "const a = 1;\u2028export default a;", answer: "problem" },
  { name: "a paragraph separator in a string", source: x("'a\u2029b'"), answer: "problem" },
  { name: "a shebang", source: "#!/usr/bin/env node\nexport default 1;", answer: "compiles" },
  { name: "a shebang that is not first", source: "\n#!/usr/bin/env node\nexport default 1;", answer: "problem" },
  { name: "half of a pair", source: x("'\ud800'"), answer: "compiles" },
  { name: "halves of pairs as names", source: "let \ud800 = 1;", answer: "problem" },
  { name: "bidirectional overrides", source: x("'\u202e\u2066'"), answer: "compiles" },
  { name: "zero-width joiners in a name", source: "const a\u200db = 1; export default a\u200db;", answer: "compiles" },
  {
    name: "invalid UTF-8, decoded",
    source: Buffer.from([0xff, 0xfe, 0x80, 0xc3, 0x28]).toString("utf8"),
    answer: "problem",
  },
  { name: "terminal escapes", source: "\u001b]52;c;aGk=\u0007", answer: "problem" },
];

/** What tools read in comments and elsewhere, and what this one must not follow. */
export const pragmas: readonly HostileSource[] = [
  {
    name: "a source map of the learner's",
    source: "export default 1;\n//# sourceMappingURL=file:///etc/passwd",
    answer: "compiles",
  },
  { name: "@ts-nocheck", source: "// @ts-nocheck\nexport default 1 as string;", answer: "compiles" },
  { name: "JSX pragmas", source: "/** @jsxRuntime classic @jsx alert */\nexport default 1;", answer: "compiles" },
  { name: "JSX", source: "/** @jsx alert */\nexport default <a>1</a>;", answer: "problem" },
  { name: "reference paths", source: '/// <reference path="/etc/passwd" />\nexport default 1;', answer: "compiles" },
  { name: "decorators", source: "export default @f class {}", answer: "problem" },
  { name: "decorators of parameters", source: "export default class { a(@f b) {} }", answer: "problem" },
  { name: "enums", source: "enum A { B = '1'.length } export default A;", answer: "compiles" },
  { name: "enums that name themselves", source: "enum A { B = A.B, C = B } export default A;", answer: "compiles" },
  { name: "import type", source: 'import type { A } from "/etc/passwd"; export default 1 as A;', answer: "compiles" },
  { name: "import x = require", source: 'import fs = require("fs"); export default fs;', answer: "problem" },
  {
    name: "import defer",
    source: 'import defer * as fs from "fs"; export default fs.readFileSync;',
    answer: "problem",
  },
  { name: "import source", source: 'import source wasm from "./a.wasm"; export default wasm;', answer: "problem" },
];

/** Imports that try to leave the sandbox. It has nothing to load; the compiler reports the line. */
export const imports: readonly HostileSource[] = [
  "fs",
  "node:fs",
  "data:text/javascript,export default 1",
  "file:///etc/passwd",
  "../../server/main.ts",
  "/etc/passwd",
  "https://example.com/a.js",
  "node:child_process",
  "#internal",
  "ws/../fs",
  "__proto__",
  "constructor",
].flatMap((specifier) => [
  {
    name: `import of ${specifier}`,
    source: `import * as it from "${specifier}"; export default it;`,
    answer: "problem",
  },
  { name: `import("${specifier}")`, source: x(`await import("${specifier}")`), answer: "problem" },
  { name: `export from ${specifier}`, source: `export * from "${specifier}";`, answer: "problem" },
]);

// Loaded before everything else: keeps the package "ws" on real time. It limits how long a close may take, which is none of the
// handler's timers.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const { setTimeout, clearTimeout, setImmediate } = globalThis;
const name = "ws101.real-time";
Reflect.set(globalThis, Symbol.for(name), { setTimeout, clearTimeout, setImmediate });
const line = `const { setTimeout, clearTimeout, setImmediate } = globalThis[Symbol.for("${name}")];`;

registerHooks({
  load(url, context, next) {
    if (!/\/node_modules\/ws\/lib\/[^/]+\.js$/.test(url)) return next(url, context);
    const source = `"use strict"; ${line} ${readFileSync(fileURLToPath(url), "utf8")}`;
    return { format: "commonjs", source, shortCircuit: true };
  },
});

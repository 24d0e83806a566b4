// V8's garbage collector, for tests that measure memory.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
/** A full collection, or a scavenge of young objects. */
export const collect: (options?: { readonly type: "minor" }) => void = runInNewContext("gc");

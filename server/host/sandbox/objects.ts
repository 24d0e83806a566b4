// Guest objects as the host makes and reads them while it boots a guest, when no learner's code can be in the way.
import type { QuickJs } from "./engine.ts";
import type { Value } from "./engine-exports.ts";

/** JS_CFUNC_generic_magic (quickjs.h): a C function that is told a number of its own. */
const withMagic = 1;

export function newObject(engine: QuickJs): Value {
  return engine.exports.JS_NewObject(engine.places.context);
}

/** A guest function that reaches the owner's `port(op, …)`. */
export function portFunction(engine: QuickJs, name: string, op: number): Value {
  return engine.withString(name, (at) =>
    engine.exports.JS_NewCFunction2(engine.places.context, engine.portIndex, at, 0, withMagic, op),
  );
}

export function property(engine: QuickJs, object: Value, name: string): Value {
  return engine.withString(name, (at) => engine.exports.JS_GetPropertyStr(engine.places.context, object, at));
}

/** Takes the ownership of `value`. */
export function setProperty(engine: QuickJs, object: Value, name: string, value: Value): void {
  const done = engine.withString(name, (at) =>
    engine.exports.JS_SetPropertyStr(engine.places.context, object, at, value),
  );
  if (done < 0) throw new Error(`The engine could not set ${name}.`);
}

// Names the function of a failed call: the engine reports only "not a function" and a position.

/**
 * The callee at `at`, an index into generated JavaScript, for example `socket.sned`; null when the engine may have
 * meant another call. The compiler prints each statement on lines of its own, so those lines are the context.
 */
export function calleeAt(js: string, at: number): string | null {
  const name = /^[A-Za-z_$][\w$]*(?=\(|`)/.exec(js.slice(at, at + mostName))?.[0];
  if (name === undefined || indirect.test(name)) return null;
  const before = statementBefore(js, at);
  const after = statementAfter(js, at);
  if (notCalled.test(before) || computedCall.test(before + after) || definition.test(after)) return null;
  const owner = /(?:[A-Za-z_$][\w$]*\??\.)*$/.exec(before)?.[0] ?? "";
  const rest = before.slice(0, before.length - owner.length);
  return /[.#\w$]$/.test(rest) ? name : owner + name;
}

const mostName = 100;
const mostStatement = 2000;

/** Calls that create the error, or call something else. */
const indirect = /Error$|^(?:call|apply|bind)$/;
/** The engine reports a wrong constructor, iterable or base class at the same position as a call. */
const notCalled = /(?:\b(?:new|of|extends|function|get|set|async)\s+|\.\.\.|\*\s*)$/;
/** A callee that is itself an expression: a failure of its call is reported at the last name before it. */
const computedCall = /[)\]}`]\s*(?:\?\.\s*)?[([`]/;
/** A method, not a call. */
const definition = /^[\w$]+\([^()]*\)\s*\{/;

function statementBefore(js: string, at: number): string {
  const before = js.slice(Math.max(0, at - mostStatement), at);
  return before.slice(Math.max(before.lastIndexOf(";\n"), before.lastIndexOf("}\n")) + 1);
}

function statementAfter(js: string, at: number): string {
  const after = js.slice(at, at + mostStatement);
  const end = after.indexOf(";\n");
  return end === -1 ? after : after.slice(0, end);
}

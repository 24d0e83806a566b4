// Finds what an interrupted function was running. The engine records the positions of expressions, and `for (;;) {}` has
// none: its last position is that of whatever comes before it in the compiled code.
import { type AnyNode, parse } from "acorn";
import { childrenOf, isPropertyOrLabel } from "./free-names.ts";

/** Where a program was interrupted: a position that the engine reported, or the line of a function that had none yet. */
export type Interruption =
  | { readonly kind: "after"; readonly name: string; readonly at: number }
  | { readonly kind: "entered"; readonly name: string; readonly line: number };

/** A loop, or a part that may be skipped, with the ones around it in the same function. */
interface Scope {
  readonly kind: "loop" | "branch";
  readonly start: number;
  readonly outer: Scope | null;
}

/** An expression with a position, or the head of a loop. */
interface Item {
  readonly at: number;
  readonly line: number;
  readonly scope: Scope | null;
  readonly isLoop: boolean;
  /** The engine may have recorded nothing here. */
  readonly isOptional?: boolean;
}

interface Code {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** In the order of the compiled code, without inner functions. */
  readonly items: Item[];
}

const loops = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);
const branches = new Set([
  "IfStatement",
  "SwitchStatement",
  "TryStatement",
  "LabeledStatement",
  "ConditionalExpression",
  "LogicalExpression",
  "ChainExpression",
]);
/** A class's fields are initialized in a function of their own. */
const functions = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
  "PropertyDefinition",
]);

/** The functions of one program. */
export class RunningPlaces {
  readonly #code: readonly Code[];

  /** A program that cannot be parsed has no known functions. */
  constructor(js: string) {
    this.#code = codeOf(js);
  }

  /** An index into the program: the innermost loop that was running, or the expression. Null if that is not certain. */
  find(interruption: Interruption): number | null {
    if (interruption.kind === "entered") {
      const code = this.#entered(interruption.name, interruption.line);
      return code === null ? null : placeAfter(code.items, -1, null);
    }
    const { name, at } = interruption;
    // The engine also reports the position of a function, or the one before it, for one that has evaluated nothing.
    const begun = this.#code.find(({ start }) => start > 0 && (start === at || start === at + 1));
    if (begun !== undefined && begun.name === name) return name === "" ? null : placeAfter(begun.items, -1, null);
    const code = this.#code.findLast(({ start, end }) => start < at && at < end) ?? this.#code[0];
    if (code === undefined) return null;
    const [head, last = head] = lastBefore(code.items, at);
    const place = placeAfter(code.items, last ?? -1, at);
    // At this position, a loop or a call may have begun or ended.
    return head !== undefined && placeAfter(code.items, head, at) !== place ? null : place;
  }

  #entered(name: string, line: number): Code | null {
    const [, ...inner] = this.#code;
    const here = inner.filter((code) => code.line === line);
    const named = here.filter((code) => code.name !== "" && name.endsWith(code.name));
    const [only, another] = named.length > 0 ? named : here;
    return another === undefined ? (only ?? null) : null;
  }
}

/**
 * The first and the last item with the position `at`, or the closest before it. In source order: a `for`'s update comes
 * before its body there, but after it in the compiled code.
 */
function lastBefore(items: readonly Item[], at: number): number[] {
  const closest = items.reduce((best, item) => (item.at <= at && item.at > best ? item.at : best), -1);
  const here = items.flatMap((item, index) => (item.at === closest ? [index] : []));
  const [first, last] = [here[0], here.at(-1)];
  return first === undefined || last === undefined ? [] : [first, last];
}

function placeAfter(items: readonly Item[], index: number, at: number | null): number | null {
  const last = items[index] ?? null;
  const chain: Item[] = last?.isLoop ? [last] : [];
  for (const item of items.slice(index + 1)) {
    if (item.isLoop) chain.push(item);
    else if (!item.isOptional) break;
  }
  const [first] = chain;
  if (first === undefined) return last === null ? null : (partOf(last.scope)?.start ?? at);
  const isNested = chain.every(
    (loop, depth) => loop.line === first.line || contains(chain[depth - 1]?.scope, loop.scope),
  );
  if (!isNested || maySkipTo(first, last)) return null;
  return chain.at(-1)?.at ?? null;
}

/** True if `from` is in a loop that does not contain `loop`, and a jump in that loop could have passed `from`. */
function maySkipTo(loop: Item, from: Item | null): boolean {
  let hasBranch = false;
  for (let scope = from?.scope ?? null; scope !== null; scope = scope.outer) {
    if (scope.kind === "branch") hasBranch = true;
    else if (!contains(scope, loop.scope)) return hasBranch;
  }
  return false;
}

function contains(outer: Scope | null | undefined, inner: Scope | null): boolean {
  for (let scope = inner; scope !== null; scope = scope.outer) if (scope === outer) return true;
  return false;
}

/** The innermost loop; without one, the outermost branch. */
function partOf(scope: Scope | null): Scope | null {
  let part = scope;
  while (part !== null && part.kind !== "loop" && part.outer !== null) part = part.outer;
  return part;
}

function codeOf(js: string): Code[] {
  try {
    const program = parse(js, { ecmaVersion: "latest", sourceType: "module", locations: true });
    const found: Code[] = [];
    enterFunction(program, "", found);
    return found;
  } catch {
    // Nested too deeply, or syntax that only the engine knows.
    return [];
  }
}

function enterFunction(node: AnyNode, name: string, found: Code[]): void {
  const items: Item[] = [];
  found.push({ name, start: node.start, end: node.end, line: node.loc?.start.line ?? 0, items });
  for (const child of childrenOf(node))
    if (child.type !== "Identifier" || isBody(node, child)) walk(child, name, null, items, found);
}

/** `(x) => y` has an identifier as its body; other identifiers are names and parameters. */
function isBody(node: AnyNode, child: AnyNode): boolean {
  return "body" in node ? node.body === child : "value" in node && node.value === child;
}

function walk(node: AnyNode, name: string, scope: Scope | null, items: Item[], found: Code[]): void {
  if (functions.has(node.type)) {
    enterFunction(node, nameOf(node) ?? name, found);
    return;
  }
  const line = node.loc?.start.line ?? 0;
  if (node.type === "Identifier") items.push({ at: node.start, line, scope, isLoop: false });
  const isLoop = loops.has(node.type);
  const inner: Scope | null =
    isLoop || branches.has(node.type) ? { kind: isLoop ? "loop" : "branch", start: node.start, outer: scope } : scope;
  const [before, inside] = isLoop ? partsOf(node) : [[], childrenOf(node)];
  for (const child of before) walk(child, "", scope, items, found);
  if (isLoop) items.push({ at: node.start, line, scope: inner, isLoop: true });
  const childName = nameOf(node) ?? "";
  const partsBefore = items.length;
  for (const child of inside) if (!isName(node, child)) walk(child, childName, inner, items, found);
  const after = positionAfter(node, items.length > partsBefore);
  if (after !== null) items.push({ at: after, line, scope, isLoop: false, isOptional: node.type === "CallExpression" });
}

/** What a loop evaluates once, and what it repeats, in the order of the compiled code. */
function partsOf(node: AnyNode): [AnyNode[], AnyNode[]] {
  const nodes = (parts: readonly (AnyNode | null | undefined)[]) =>
    parts.filter((part) => part !== null && part !== undefined);
  if (node.type === "ForStatement") return [nodes([node.init]), nodes([node.test, node.body, node.update])];
  if (node.type === "ForOfStatement" || node.type === "ForInStatement") return [[node.right], [node.left, node.body]];
  return [[], childrenOf(node)];
}

/** An iterator is closed at the position of its loop, and a method may be called at its name after its arguments. */
function positionAfter(node: AnyNode, hasParts: boolean): number | null {
  if (node.type === "ForOfStatement") return node.start;
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  return hasParts ? node.callee.property.start : null;
}

/** Names that are not expressions have no position in the compiled code. */
function isName(node: AnyNode, child: AnyNode): boolean {
  switch (node.type) {
    case "VariableDeclarator":
    case "ClassDeclaration":
    case "ClassExpression":
      return child === node.id && child.type === "Identifier";
    case "CatchClause":
      return child === node.param;
    default:
      return (node.type === "Property" && node.shorthand) || isPropertyOrLabel(node, child);
  }
}

function nameOf(node: AnyNode): string | null {
  const named = "id" in node ? node.id : "key" in node ? node.key : null;
  return named?.type === "Identifier" ? named.name : null;
}

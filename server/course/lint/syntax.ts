// The syntax tree of a handler or a snippet, as far as the linter looks at it.
import { parseSync, visitorKeys } from "oxc-parser";

export interface SyntaxNode {
  readonly type: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** `error`: the first syntax error; null if there is none. */
export function parseSyntax(source: string) {
  const { program, errors } = parseSync("handler.ts", source, { lang: "ts", sourceType: "module" });
  const [error] = errors;
  const root: SyntaxNode = isNode(program) ? program : { type: "Program", start: 0, end: 0 };
  return { root, error: error === undefined ? null : { message: error.message, at: error.labels[0]?.start ?? 0 } };
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => nodesIn(node[key]));
}

/** The nodes in a property that holds a node, a list of nodes, or nothing. */
export function nodesIn(value: unknown): SyntaxNode[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

/** Calls `visit` for every node with those around it, innermost last. Types are left out. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, around: readonly SyntaxNode[]) => void): void {
  const step = (each: SyntaxNode, around: readonly SyntaxNode[]) => {
    visit(each, around);
    for (const child of childrenOf(each)) if (!isType(child)) step(child, [...around, each]);
  };
  step(node, []);
}

const valuesWithTypes = ["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"];

function isType({ type }: SyntaxNode): boolean {
  return type.startsWith("TS") && !valuesWithTypes.includes(type);
}

/** The name of an identifier; empty for anything else. */
export function nameOf(value: unknown): string {
  return isNode(value) && value.type === "Identifier" && typeof value.name === "string" ? value.name : "";
}

/** The names that the source declares anywhere: variables, functions, parameters, imports. */
export function declaredNames(root: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const addPattern = (pattern: unknown): void => {
    for (const node of nodesIn(pattern)) {
      if (node.type === "Identifier") names.add(nameOf(node));
      else if (node.type === "Property") addPattern(node.value);
      else if (node.type === "AssignmentPattern") addPattern(node.left);
      else if (node.type === "RestElement") addPattern(node.argument);
      else addPattern([...nodesIn(node.properties), ...nodesIn(node.elements)]);
    }
  };
  walk(root, (node) => {
    if (node.type === "VariableDeclarator" || node.type === "ClassDeclaration") addPattern(node.id);
    if (node.type.startsWith("Import")) addPattern(node.local);
    if (node.type === "CatchClause") addPattern(node.param);
    if (/Function/.test(node.type)) addPattern([...nodesIn(node.id), ...nodesIn(node.params)]);
  });
  return names;
}

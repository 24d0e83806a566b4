// Finds the names that a function uses and does not declare, from its source alone.
import { type AnyNode, parseExpressionAt } from "acorn";

/** In order of their first use. Null if the source is not a function expression. */
export function freeNames(source: string): readonly string[] | null {
  try {
    const node = parseExpressionAt(source, 0, { ecmaVersion: "latest", sourceType: "module" });
    if (!isFunction(node) || source.slice(node.end).trim() !== "") return null;
    const names = new Set<string>();
    collect(node, null, names);
    return [...names];
  } catch (error) {
    // A function that is nested too deeply to be read fails, if at all, where it runs.
    if (error instanceof RangeError) return [];
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The names that one function declares. Blocks count as part of it: a name that is missed is reported when it is used. */
interface Scope {
  readonly names: Set<string>;
  readonly outer: Scope | null;
}

function isFunction(node: AnyNode): boolean {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

function collect(node: AnyNode, scope: Scope | null, free: Set<string>): void {
  if (node.type === "Identifier") {
    if (!isDeclared(node.name, scope)) free.add(node.name);
    return;
  }
  const declared = declaredIn(node);
  const inner = declared === null ? scope : { names: declared, outer: scope };
  for (const child of codeIn(node)) collect(child, inner, free);
}

function isDeclared(name: string, scope: Scope | null): boolean {
  for (let each = scope; each !== null; each = each.outer) if (each.names.has(name)) return true;
  return false;
}

/** Null for a node that is not a scope of its own. */
function declaredIn(node: AnyNode): Set<string> | null {
  switch (node.type) {
    case "ClassExpression":
      return new Set(node.id ? [node.id.name] : []);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration": {
      const names = new Set(node.type === "ArrowFunctionExpression" ? [] : ["arguments"]);
      if (node.id) names.add(node.id.name);
      for (const parameter of node.params) bind(parameter, names);
      hoist(node.body, names);
      return names;
    }
    default:
      return null;
  }
}

/** Adds the names that this part of a function declares, without those inside of further functions. */
function hoist(node: AnyNode, names: Set<string>) {
  if (node.type === "VariableDeclarator") bind(node.id, names);
  if (node.type === "CatchClause" && node.param) bind(node.param, names);
  if ((node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id) names.add(node.id.name);
  if (isFunction(node) || node.type === "FunctionDeclaration") return;
  for (const child of codeIn(node)) hoist(child, names);
}

function bind(pattern: AnyNode, names: Set<string>) {
  switch (pattern.type) {
    case "Identifier":
      names.add(pattern.name);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) bind(property.type === "Property" ? property.value : property, names);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) bind(element, names);
      return;
    case "AssignmentPattern":
      return bind(pattern.left, names);
    case "RestElement":
      return bind(pattern.argument, names);
    default:
  }
}

/** The parts of a node that are code; names of properties and labels are not. */
function codeIn(node: AnyNode): AnyNode[] {
  return node.type === "MetaProperty" ? [] : childrenOf(node).filter((child) => !isPropertyOrLabel(node, child));
}

/** True for a child that names a property or a label of its parent. */
export function isPropertyOrLabel(node: AnyNode, child: AnyNode): boolean {
  switch (node.type) {
    case "MemberExpression":
      return child === node.property && !node.computed;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return child === node.key && !node.computed;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return child === node.label;
    default:
      return false;
  }
}

export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

// Makes mutants of a solution: programs with one small mistake each, always the same ones in the same order. Checks that
// are worth anything fail on all of them, except on those that behave the same.
import { isNode, nameOf, nodesIn, parseSyntax, type SyntaxNode, walk } from "./syntax.ts";

export interface Mutant {
  readonly source: string;
  /** 1-based, in the solution. */
  readonly line: number;
  /** That line, trimmed. */
  readonly at: string;
  /** What the line became, or what happened to it. */
  readonly mutant: string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Change {
  /** In source order, without overlap. */
  readonly edits: readonly Edit[];
  /** The offset whose line is described; that of the first edit by default. */
  readonly at?: number;
  /** Replaces the changed line in the description. */
  readonly words?: string;
}

/** Mutants that read the same are returned once. Throws for a source with a syntax error. */
export function mutantsOf(source: string): Mutant[] {
  const { root, error } = parseSyntax(source);
  if (error !== null) throw new Error(error.message);
  const changes: Change[] = [];
  walk(root, (node, around) => changes.push(...operators.flatMap((operator) => operator(node, around, source))));
  const mutants = [...changes, ...moves(root, source)].map((change) => mutantFrom(source, change));
  const bySource = new Map(mutants.filter((one) => one.source !== source).map((one) => [one.source, one]));
  return [...bySource.values()].sort((a, b) => a.line - b.line);
}

function mutantFrom(source: string, { edits, words, at }: Change): Mutant {
  const [first] = edits;
  const start = at ?? first?.start ?? 0;
  const mutated = edits.reduceRight(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    source,
  );
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const end = start + (first?.text.length ?? 0);
  const [rest = ""] = mutated.slice(end).split("\n", 1);
  return {
    source: mutated,
    line: source.slice(0, start).split("\n").length,
    at: source.slice(lineStart).split("\n")[0]?.trim() ?? "",
    mutant:
      words ??
      mutated
        .slice(lineStart, end + rest.length)
        .replace(/\s+/g, " ")
        .trim(),
  };
}

type Operator = (node: SyntaxNode, around: readonly SyntaxNode[], source: string) => readonly Change[];

function replace({ start, end }: SyntaxNode, text: string): Change[] {
  return [{ edits: [{ start, end, text }] }];
}

function textOf({ start, end }: SyntaxNode, source: string): string {
  return source.slice(start, end);
}

const removable = new Set([
  "ExpressionStatement",
  "VariableDeclaration",
  "IfStatement",
  "ForOfStatement",
  "ForInStatement",
  "ForStatement",
  "WhileStatement",
  "ReturnStatement",
  "ThrowStatement",
  "BreakStatement",
  "ContinueStatement",
]);

const removeStatement: Operator = (node, around) => {
  const parent = around.at(-1);
  const isListed = [parent?.body, parent?.consequent].flatMap(nodesIn).includes(node);
  const isStatement = isListed && removable.has(node.type) && parent?.type !== "IfStatement";
  return isStatement || node.type === "SwitchCase" ? [{ edits: [{ ...node, text: "" }], words: "(removed)" }] : [];
};

const negateCondition: Operator = (node, _around, source) =>
  isNode(node.test) && node.type !== "SwitchCase" ? replace(node.test, `!(${textOf(node.test, source)})`) : [];

const swapped = ["< <=", "> >=", "=== !==", "+ -", "* /", "&& ||", "+= -="].map((pair) => pair.split(" "));
const otherOperators = new Map(
  swapped.flatMap(([one = "", other = ""]) => [[one, other] as const, [other, one] as const]),
);

/** A comparison that is a whole condition is negated already. */
const swapOperator: Operator = (node, around, source) => {
  const { left, right, operator } = node;
  if (!isNode(left) || !isNode(right) || typeof operator !== "string") return [];
  const other = otherOperators.get(operator);
  if (other === undefined || (operator.endsWith("==") && around.at(-1)?.test === node)) return [];
  const at = source.indexOf(operator, left.end);
  return at < 0 || at >= right.start ? [] : [{ edits: [{ start: at, end: at + operator.length, text: other }] }];
};

/** A room has an address of its own, whatever port a handler names. */
const changeNumber: Operator = (node, around) => {
  const isPort = nameOf(around.at(-1)?.key) === "port";
  if (isPort || node.type !== "Literal" || typeof node.value !== "number") return [];
  const { value } = node;
  return [...new Set([value + 1, value - 1, 0])]
    .filter((one) => one !== value)
    .flatMap((one) => replace(node, `${one}`));
};

const emptyString: Operator = (node, around) => {
  const parent = around.at(-1);
  if (node.type === "TemplateLiteral") return replace(node, '""');
  if (node.type !== "Literal" || typeof node.value !== "string" || node.value === "") return [];
  const isName = parent?.type.startsWith("Import") || parent?.type.startsWith("Export") || parent?.key === node;
  return isName ? [] : replace(node, '""');
};

const changeRegex: Operator = (node, _around, source) => {
  if (node.type !== "Literal" || !("regex" in node)) return [];
  const [, pattern = "", flags = ""] = /^\/(.*)\/(\w*)$/s.exec(textOf(node, source)) ?? [];
  const patterns = [pattern.replace(/^\^/, ""), pattern.replace(/\$$/, ""), pattern.replace(/[+*]/, "")];
  const changed = patterns.filter((one) => one !== pattern && one !== "").map((one) => `/${one}/${flags}`);
  const flagless = flags === "" ? [] : [`/${pattern}/`];
  return [...changed, ...flagless].flatMap((text) => replace(node, text));
};

const dropAwait: Operator = (node, _around, source) =>
  node.type === "AwaitExpression" && isNode(node.argument) ? replace(node, textOf(node.argument, source)) : [];

const dropArgument: Operator = (node) => {
  const values = node.type === "CallExpression" ? nodesIn(node.arguments) : [];
  const last = values.at(-1);
  const start = values.at(-2)?.end ?? last?.start;
  return last === undefined || start === undefined ? [] : [{ edits: [{ start, end: last.end, text: "" }] }];
};

/** A socket closes once anyway. */
const swapOnce: Operator = (node, around) => {
  const name = node.type === "MemberExpression" ? nameOf(node.property) : "";
  const [event] = nodesIn(around.at(-1)?.arguments);
  if (event?.value === "close" || (name !== "on" && name !== "once") || !isNode(node.property)) return [];
  return replace(node.property, name === "on" ? "once" : "on");
};

/** Returns from a function before it has done anything; leaves a loop after its first round. */
const leaveEarly: Operator = ({ type, body }) => {
  if (!isNode(body) || body.type !== "BlockStatement" || nodesIn(body.body).length === 0) return [];
  if (/Function/.test(type)) return [insertion(body.start + 1, " return;")];
  return /^(For|While|Do)/.test(type) ? [insertion(body.end - 1, "break; ")] : [];
};

function insertion(at: number, text: string): Change {
  return { edits: [{ start: at, end: at, text }], words: text.trim() };
}

const removeElse: Operator = ({ consequent, alternate }) =>
  isNode(consequent) && isNode(alternate) && /Statement$/.test(alternate.type)
    ? [{ edits: [{ start: consequent.end, end: alternate.end, text: "" }], words: "(else removed)" }]
    : [];

const operators: readonly Operator[] = [
  removeStatement,
  negateCondition,
  swapOperator,
  changeNumber,
  emptyString,
  changeRegex,
  dropAwait,
  dropArgument,
  swapOnce,
  leaveEarly,
  removeElse,
];

/** Variables from the module into the handler, and back. Those that need what is around them do not compile there. */
function moves(root: SyntaxNode, source: string): Change[] {
  const handler = handlerBody(root);
  if (handler === null) return [];
  const top = nodesIn(root.body);
  const module = top.findLast(({ type }) => type === "ImportDeclaration")?.end ?? 0;
  const inner: SyntaxNode[] = [];
  walk(handler, (node, around) => {
    if (isVariable(node) && around.at(-1)?.type === "BlockStatement") inner.push(node);
  });
  const move = (node: SyntaxNode, to: number, words: string): Change => {
    const edits = [
      { ...node, text: "" },
      { start: to, end: to, text: `\n${textOf(node, source)}\n` },
    ];
    return { edits: edits.toSorted((a, b) => a.start - b.start), at: node.start, words };
  };
  return [
    ...top.filter(isVariable).map((node) => move(node, handler.start + 1, "(moved into the handler)")),
    ...inner.map((node) => move(node, module, "(moved to the module)")),
  ];
}

function isVariable({ type }: SyntaxNode): boolean {
  return type === "VariableDeclaration";
}

/** The body of the default export, or of the first listener for `connection`. */
function handlerBody(root: SyntaxNode): SyntaxNode | null {
  const bodies: SyntaxNode[] = [];
  walk(root, (node) => {
    const [event, listener] = node.type === "CallExpression" ? nodesIn(node.arguments) : [];
    const isListener = event?.value === "connection";
    const handler = node.type === "ExportDefaultDeclaration" ? node.declaration : isListener ? listener : null;
    if (isNode(handler)) bodies.push(...nodesIn(handler.body).filter(({ type }) => type === "BlockStatement"));
  });
  return bodies[0] ?? null;
}

// Reads a regular expression into a tree: the part of JavaScript's own that can be matched in linear time.

export type PatternNode =
  | { readonly is: "set"; readonly has: (code: number) => boolean }
  | { readonly is: "sequence"; readonly nodes: readonly PatternNode[] }
  | { readonly is: "choice"; readonly nodes: readonly PatternNode[] }
  | { readonly is: "repeat"; readonly node: PatternNode; readonly min: number; readonly max: number }
  | { readonly is: "place"; readonly place: "start" | "end" | "edge" | "inside" };

type Has = (code: number) => boolean;

/** What is wrong with a pattern, in one sentence. */
export class PatternProblem extends Error {}

const mostRepeats = 100;
const digit: Has = (code) => code >= 48 && code <= 57;
const space: Has = (code) => code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
export const word: Has = (code) =>
  digit(code) || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const not =
  (has: Has): Has =>
  (code) =>
    !has(code);
const classes: Readonly<Record<string, Has>> = {
  d: digit,
  D: not(digit),
  s: space,
  S: not(space),
  w: word,
  W: not(word),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

export class PatternReader {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  read(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new PatternProblem("There is a ) without its ( in the pattern.");
    return node;
  }

  #choice(): PatternNode {
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    return nodes.length === 1 && nodes[0] ? nodes[0] : { is: "choice", nodes };
  }

  #sequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#peek())) nodes.push(this.#repeated());
    return { is: "sequence", nodes };
  }

  #repeated(): PatternNode {
    const node = this.#atom();
    const bounds = this.#bounds();
    if (bounds === null) return node;
    // Greedy or not makes no difference to whether there is a match.
    this.#take("?");
    if (this.#bounds() !== null) throw new PatternProblem("A * + ? or {…} of the pattern follows another one.");
    return { is: "repeat", node, ...bounds };
  }

  #bounds(): { readonly min: number; readonly max: number } | null {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const found = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(this.#source.slice(this.#at));
    if (!found) return null;
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY;
    const most = max === Number.POSITIVE_INFINITY ? min : max;
    if (most > mostRepeats) throw new PatternProblem(`A {…} of the pattern may say at most ${mostRepeats}.`);
    if (max < min) throw new PatternProblem("A {…} of the pattern has its numbers the wrong way round.");
    return { min, max };
  }

  #atom(): PatternNode {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return { is: "set", has: this.#class() };
      case "\\":
        return this.#escape();
      case ".":
        return { is: "set", has: (code) => code !== 10 && code !== 13 };
      case "^":
        return { is: "place", place: "start" };
      case "$":
        return { is: "place", place: "end" };
      case "*":
      case "+":
      case "?":
        throw new PatternProblem(`The ${char} of the pattern has nothing before it that it could repeat.`);
      default:
        return this.#literal(char.charCodeAt(0));
    }
  }

  #group(): PatternNode {
    const kind = /^\?(:|<[A-Za-z]\w*>)/.exec(this.#source.slice(this.#at));
    if (kind) this.#at += kind[0].length;
    else if (this.#peek() === "?") {
      throw new PatternProblem("The pattern looks ahead or behind with (?…), which this search cannot do.");
    }
    const node = this.#choice();
    if (!this.#take(")")) throw new PatternProblem("A ( of the pattern is not closed.");
    return node;
  }

  #escape(): PatternNode {
    const char = this.#next("A \\ at the end of the pattern escapes nothing.");
    if (char === "b" || char === "B") return { is: "place", place: char === "b" ? "edge" : "inside" };
    if (/[1-9k]/.test(char))
      throw new PatternProblem(`The pattern refers back with \\${char}, which this search cannot do.`);
    const has = classes[char];
    return has ? { is: "set", has } : this.#literal(this.#code(char));
  }

  #class(): Has {
    const isNot = this.#take("^");
    const members: Has[] = [];
    while (!this.#take("]")) members.push(this.#member());
    const has: Has = (code) => members.some((member) => member(code));
    return isNot ? not(has) : has;
  }

  #member(): Has {
    const low = this.#classChar();
    if (typeof low === "function") return low;
    if (this.#peek() !== "-" || "]".includes(this.#source.charAt(this.#at + 1)))
      return this.#same((code) => code === low);
    this.#at += 1;
    const high = this.#classChar();
    if (typeof high === "function" || high < low)
      throw new PatternProblem("A range in […] of the pattern is the wrong way round.");
    return this.#same((code) => code >= low && code <= high);
  }

  #classChar(): Has | number {
    const char = this.#next("A [ of the pattern is not closed.");
    if (char !== "\\") return char.charCodeAt(0);
    const escaped = this.#next("A \\ at the end of the pattern escapes nothing.");
    return classes[escaped] ?? (escaped === "b" ? 8 : this.#code(escaped));
  }

  #code(char: string): number {
    const size = char === "x" ? 2 : char === "u" ? 4 : 0;
    if (size === 0) return controls[char] ?? char.charCodeAt(0);
    const digits = this.#source.slice(this.#at, this.#at + size);
    if (!/^[0-9a-f]+$/i.test(digits) || digits.length < size) return char.charCodeAt(0);
    this.#at += size;
    return Number.parseInt(digits, 16);
  }

  #literal(wanted: number): PatternNode {
    return { is: "set", has: this.#same((code) => code === wanted) };
  }

  /** Before a class is turned into its opposite: `[^a]` takes no `A` either when case does not matter. */
  #same(has: Has): Has {
    return this.#ignoreCase ? (code) => has(code) || has(otherCase(code)) : has;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #next(missing = "The pattern ends too early."): string {
    const char = this.#peek();
    if (char === "") throw new PatternProblem(missing);
    this.#at += 1;
    return char;
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function otherCase(code: number): number {
  const char = String.fromCharCode(code);
  const lower = char.toLowerCase();
  return (lower === char ? char.toUpperCase() : lower).charCodeAt(0);
}

// Splits what is typed into the filter into its words: plain, "quoted", /patterns/, each perhaps with a - before it.

export type Word =
  | { readonly is: "plain" | "quoted"; readonly text: string; readonly not: boolean }
  | { readonly is: "pattern"; readonly source: string; readonly flags: string; readonly not: boolean };

export type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  | { readonly ok: false; readonly problem: string };

export function splitWords(text: string): Words {
  const words: Word[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const read = readWord(rest);
    if (typeof read === "string") return { ok: false, problem: read };
    words.push(read.word);
    rest = rest.slice(read.length).trimStart();
  }
  return { ok: true, words };
}

/** The word that the text begins with, or what is wrong with it. */
function readWord(text: string): { readonly word: Word; readonly length: number } | string {
  const not = text.length > 1 && text.startsWith("-") && !/^-\s/.test(text);
  const at = not ? 1 : 0;
  const from = text.slice(at);
  if (from.startsWith('"')) return quoted(from, not, at);
  if (from.startsWith("/")) return pattern(from, not, at);
  const plain = /^\S+/.exec(from)?.[0] ?? from;
  return { word: { is: "plain", text: plain, not }, length: at + plain.length };
}

function quoted(text: string, not: boolean, at: number): ReturnType<typeof readWord> {
  const found = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (!found) return 'A " is not closed: write another " at its end.';
  const inner = (found[1] ?? "").replaceAll(/\\(["\\])/g, "$1");
  return { word: { is: "quoted", text: inner, not }, length: at + found[0].length };
}

/** A slash with nothing that closes it is plain text: paths are looked for too. */
function pattern(text: string, not: boolean, at: number): ReturnType<typeof readWord> {
  const found = /^\/((?:[^/\\]|\\.)+)\/([a-z]*)(?=\s|$)/.exec(text);
  if (found) {
    const word: Word = { is: "pattern", source: found[1] ?? "", flags: found[2] ?? "", not };
    return { word, length: at + found[0].length };
  }
  const plain = /^\S+/.exec(text)?.[0] ?? text;
  return { word: { is: "plain", text: plain, not }, length: at + plain.length };
}

// The compiler's findings as problems at a place in the learner's own file.
import type { OxcError } from "oxc-transform";
import type { Problem } from "../protocol/guest.ts";
import { indexOfByte, placeAt } from "./positions.ts";

/** A problem where `index` (UTF-16 units) stands in `source`. */
export function problemAt(source: string, index: number, message: string): Problem {
  return { ...placeAt(source, index), message, severity: "error" };
}

export function problemOn(line: number, message: string): Problem {
  return { line, column: 1, message, severity: "error" };
}

/** What oxc says, as one or two sentences on the place to mend; other places it names follow with their lines. */
export function fromOxc(source: string, error: OxcError): Problem {
  const labels = error.labels.map((label) => ({ ...label, index: indexOfByte(source, label.start) }));
  const main = error.message.endsWith("already been declared") ? labels.at(-1) : labels[0];
  const others = labels.filter((label) => label !== main && label.message !== null);
  const sentences = [
    sentence(worded(source, error, main?.index ?? source.length)),
    ...(error.helpMessage === null ? [] : [sentence(error.helpMessage)]),
    ...others.map((label) => sentence(`${label.message} (line ${placeAt(source, label.index).line})`)),
  ];
  return {
    ...placeAt(source, main?.index ?? 0),
    message: sentences.join(" ").slice(0, 4096),
    severity: error.severity === "Error" ? "error" : "warning",
  };
}

function worded(source: string, error: OxcError, index: number): string {
  if (error.message !== "Unexpected token") return printable(error.message).replace("`EOF`", "the end of the file");
  const found = /^(?:[\w$]+|\S)/u.exec(source.slice(index, index + 40))?.[0];
  if (found === undefined) return "Unexpected end of the file: something that was opened is not closed";
  return `Unexpected \`${printable(found)}\``;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function printable(text: string): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (char) =>
    char === " " ? char : `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

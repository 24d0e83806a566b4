// Problems at positions in the learner's source: conversion of offsets and of the compiler's errors, and the line where
// code nests too deeply to parse.
import type { OxcError } from "oxc-transform";
import type { Problem } from "../protocol/guest.ts";

/** 1-based; columns count UTF-16 units, as editors do. */
type Position = Pick<Problem, "line" | "column">;

/** A learner reads the first ones. */
export const maxProblems = 20;

const lineBreak = /\r\n|\n|\r/g;

function positionAt(source: string, index: number): Position {
  const before = source.slice(0, index);
  const breaks = [...before.matchAll(lineBreak)];
  const last = breaks.at(-1);
  const lineStart = last === undefined ? 0 : last.index + last[0].length;
  return { line: breaks.length + 1, column: before.length - lineStart + 1 };
}

export function lineCount(source: string): number {
  return source.split(lineBreak).length;
}

export function problemAt(source: string, index: number, message: string): Problem {
  return { ...positionAt(source, index), message, severity: "error" };
}

export function problemOnLine(line: number, message: string): Problem {
  return { line, column: 1, message, severity: "error" };
}

/** Converts an error of oxc: its message and help at the position to fix, then the lines of related positions. */
export function fromOxcError(source: string, error: OxcError): Problem {
  const labels = error.labels.map((label) => ({ ...label, index: indexOfByte(source, label.start) }));
  const main = error.message.endsWith("already been declared") ? labels.at(-1) : labels[0];
  const others = labels.filter((label) => label !== main && label.message !== null);
  const sentences = [
    asSentence(oxcMessage(source, error, main?.index ?? source.length)),
    ...(error.helpMessage === null ? [] : [asSentence(error.helpMessage)]),
    ...others.map((label) => asSentence(`${label.message} (line ${positionAt(source, label.index).line})`)),
  ];
  return {
    ...positionAt(source, main?.index ?? 0),
    message: sentences.join(" ").slice(0, 4096),
    severity: error.severity === "Error" ? "error" : "warning",
  };
}

/** oxc counts offsets in bytes of UTF-8. */
function indexOfByte(source: string, bytes: number): number {
  return Buffer.from(source, "utf8").subarray(0, bytes).toString("utf8").length;
}

function oxcMessage(source: string, error: OxcError, index: number): string {
  if (error.message !== "Unexpected token") return printable(error.message).replace("`EOF`", "the end of the file");
  const found = /^(?:[\w$]+|\S)/u.exec(source.slice(index, index + 40))?.[0];
  if (found === undefined) return "Unexpected end of the file: a bracket or a quote is not closed";
  return `Unexpected \`${printable(found)}\``;
}

function asSentence(text: string): string {
  const capitalized = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`;
}

function printable(text: string): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (char) =>
    char === " " ? char : `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

/** How deeply brackets nest, measured without the parser, which deep nesting crashes. */
interface Nesting {
  readonly depth: number;
  /** The 1-based line where it is deepest. */
  readonly line: number;
}

const skipped =
  /\/\/[^\r\n]*|\/\*.*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\.)*|'(?:[^'\\\r\n]|\\.)*|`(?:[^`\\$]|\\.|\$(?!\{))*|=>/sy;

/**
 * The deepest nesting of `( [ {`, and of `<` if `angles`, outside of strings, templates and comments. A lower bound:
 * it may mistake a regular expression for something else, but counts no bracket twice.
 */
export function deepestNesting(source: string, angles = false): Nesting {
  let depth = 0;
  let line = 1;
  let deepest: Nesting = { depth: 0, line: 1 };
  for (let at = 0; at < source.length; at++) {
    const char = source.charCodeAt(at);
    if (char === newline) line++;
    else if (isOpening(char, angles)) {
      depth++;
      if (depth > deepest.depth) deepest = { depth, line };
    } else if (isClosing(char, angles)) depth = Math.max(0, depth - 1);
    else if (startsSkipped.includes(char)) {
      const text = skippedAt(source, at);
      line += text.split("\n").length - 1;
      at += text.length - 1;
    }
  }
  return deepest;
}

/** The line on which a compiler most likely crashed: the deepest one, or the longest when nothing nests deeply. */
export function hardestLine(source: string): number {
  const { depth, line } = deepestNesting(source, true);
  if (depth >= 100) return line;
  const lengths = source.split(lineBreak).map((text) => text.length);
  return lengths.indexOf(lengths.reduce((longest, length) => Math.max(longest, length), 0)) + 1;
}

const newline = 10;
/** The first characters of comments, strings, templates and arrows: `/ " ' \` =`. */
const startsSkipped = [47, 34, 39, 96, 61];

function isOpening(char: number, angles: boolean): boolean {
  return char === 40 || char === 91 || char === 123 || (angles && char === 60);
}

function isClosing(char: number, angles: boolean): boolean {
  return char === 41 || char === 93 || char === 125 || (angles && char === 62);
}

function skippedAt(source: string, at: number): string {
  skipped.lastIndex = at;
  return skipped.exec(source)?.[0] ?? source.charAt(at);
}

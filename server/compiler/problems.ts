// Problems at positions in the learner's source: conversion of offsets, and of the compiler's errors.
import type { OxcError } from "oxc-transform";
import type { Problem } from "../protocol/guest.ts";

/** 1-based; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineBreak = /\r\n|\n|\r/g;

/** The position of an index into `source`. */
export function positionAt(source: string, index: number): Position {
  const before = source.slice(0, index);
  const breaks = [...before.matchAll(lineBreak)];
  const last = breaks.at(-1);
  const lineStart = last === undefined ? 0 : last.index + last[0].length;
  return { line: breaks.length + 1, column: before.length - lineStart + 1 };
}

export function lineCount(source: string): number {
  return source.split(lineBreak).length;
}

/** A problem at an index into `source`. */
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

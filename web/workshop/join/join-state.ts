// Joining a workshop: the code, then a name, then perhaps the personal code of someone who has joined before.

import type { DoneHere } from "../../../server/protocol/lesson.ts";
import { type Joined, type JoinInfo, joinCodeShape, type MemberView } from "../../../server/protocol/workshop.ts";
import { type Answer, whyNot } from "../../net/api.ts";

export type JoinPhase =
  | { readonly at: "code" }
  | { readonly at: "name"; readonly info: JoinInfo }
  /** Someone of this name has joined: another name, or the personal code. */
  | { readonly at: "taken"; readonly info: JoinInfo; readonly taken: string; readonly suggestion: string }
  /** The personal code fits, but this browser has other work, which it could no longer reach. */
  | { readonly at: "replace"; readonly info: JoinInfo; readonly taken: string; readonly here: DoneHere }
  | { readonly at: "joined"; readonly view: MemberView; readonly personalCode: string | null };

export interface Join {
  readonly phase: JoinPhase;
  readonly code: string;
  readonly name: string;
  readonly personalCode: string;
  readonly isBusy: boolean;
  /** Why the last attempt failed, and what to do; empty for none. */
  readonly problem: string;
}

export type JoinAction =
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "name"; readonly text: string }
  | { readonly type: "personal-code"; readonly text: string }
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "busy" }
  | { readonly type: "found"; readonly answer: Answer<JoinInfo> }
  | { readonly type: "answered"; readonly answer: Answer<Joined> }
  /** This browser's work stays: another name. */
  | { readonly type: "keep" }
  | { readonly type: "another-code" };

/** `code` is that of the address, and `info` what the document says of it. */
export function startJoin(code: string | null, info: JoinInfo | null): Join {
  const phase: JoinPhase = info === null ? { at: "code" } : { at: "name", info };
  const known = { name: info?.member ?? "", personalCode: "", isBusy: false, problem: "" };
  return { phase, code: joinCode(code ?? ""), ...known };
}

export const unknownCodeText =
  "This code is not valid. It may be mistyped, or the workshop has a newer one. Look at your instructor’s screen, or ask for the present code.";

export function reduceJoin(join: Join, action: JoinAction): Join {
  switch (action.type) {
    case "code":
      return { ...join, code: joinCode(action.text), problem: "" };
    case "name":
      return { ...join, name: action.text, problem: "" };
    case "personal-code":
      return { ...join, personalCode: action.text.toUpperCase(), problem: "" };
    case "problem":
      return { ...join, problem: action.text };
    case "busy":
      return { ...join, isBusy: true, problem: "" };
    case "found":
      return found({ ...join, isBusy: false }, action.answer);
    case "answered":
      return answered({ ...join, isBusy: false }, action.answer);
    case "keep":
      return kept(join);
    case "another-code":
      return { ...join, phase: { at: "code" }, code: "", problem: "" };
    default:
      return action satisfies never;
  }
}

function found(join: Join, answer: Answer<JoinInfo>): Join {
  if (!answer.ok) return { ...join, phase: { at: "code" }, problem: problemOf(answer) };
  const name = join.name === "" ? (answer.value.member ?? "") : join.name;
  return { ...join, phase: { at: "name", info: answer.value }, name, problem: "" };
}

function answered(join: Join, answer: Answer<Joined>): Join {
  if (!answer.ok) return { ...join, problem: problemOf(answer) };
  const { value } = answer;
  switch (value.result) {
    case "joined":
      return { ...join, phase: { at: "joined", view: value.view, personalCode: value.personalCode } };
    case "name-taken":
      return taken(join, value);
    case "would-replace":
      return replacing(join, value.here);
    case "wrong-personal-code":
      return {
        ...join,
        problem: `That is not the personal code of ${join.name}. Compare it with what you wrote down, or ask your instructor for a new one.`,
      };
    case "unknown-code":
      return { ...join, phase: { at: "code" }, problem: unknownCodeText };
    default:
      return value satisfies never;
  }
}

function kept(join: Join): Join {
  if (join.phase.at !== "replace") return join;
  return { ...join, phase: { at: "name", info: join.phase.info }, name: "", personalCode: "" };
}

function replacing(join: Join, here: DoneHere): Join {
  if (join.phase.at !== "taken") return join;
  const { info, taken: name } = join.phase;
  return { ...join, phase: { at: "replace", info, taken: name, here } };
}

function taken(join: Join, { name, suggestion }: Extract<Joined, { readonly result: "name-taken" }>): Join {
  const { phase } = join;
  if (phase.at !== "name" && phase.at !== "taken") return join;
  return { ...join, name, phase: { at: "taken", info: phase.info, taken: name, suggestion } };
}

function problemOf(answer: Exclude<Answer<unknown>, { ok: true }>): string {
  const isUnknown = answer.kind === "refused" && answer.problem.status === 404;
  return isUnknown ? unknownCodeText : whyNot(answer);
}

/** Letters and digits only, as large letters: people type spaces and hyphens. */
export function joinCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 12);
}

/** Why this cannot be a join code; null if it can. */
export function codeProblem(code: string): string | null {
  if (code === "") return "Type the code that your instructor shows.";
  return joinCodeShape.test(code)
    ? null
    : "A code has six letters and digits, such as K7QM2X, and none of 0, 1, I, L, O and U.";
}

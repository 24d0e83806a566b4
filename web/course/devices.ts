// Moving a learner to another device by a short code: what the dialog knows, on either side.
import type { DeviceCode, DoneHere, Redeemed } from "../../server/protocol/http.ts";
import { type Answer, whyNot } from "../net/api.ts";

/** On the device that has the progress. */
export type Giving =
  | { readonly phase: "idle" }
  | { readonly phase: "asked" }
  | { readonly phase: "here"; readonly code: DeviceCode }
  | { readonly phase: "over" }
  | { readonly phase: "failed"; readonly message: string };

/** On the device that takes it over. */
export type Taking =
  | { readonly phase: "typing"; readonly trouble: string | null }
  | { readonly phase: "asked" }
  /** This browser has work of its own: it is asked whether that may go. */
  | { readonly phase: "sure"; readonly here: DoneHere }
  | { readonly phase: "done"; readonly lessons: number; readonly passed: number };

export interface Devices {
  readonly giving: Giving;
  readonly taking: Taking;
  /** As typed, in groups. */
  readonly typed: string;
}

export type DevicesAction =
  | { readonly type: "ask" }
  | { readonly type: "code"; readonly answer: Answer<DeviceCode> }
  | { readonly type: "over" }
  | { readonly type: "type"; readonly text: string }
  | { readonly type: "redeem" }
  | { readonly type: "redeemed"; readonly answer: Answer<Redeemed> }
  | { readonly type: "keep" };

export const noDevices: Devices = { giving: { phase: "idle" }, taking: { phase: "typing", trouble: null }, typed: "" };

export function reduceDevices(devices: Devices, action: DevicesAction): Devices {
  switch (action.type) {
    case "ask":
      return { ...devices, giving: { phase: "asked" } };
    case "code":
      return { ...devices, giving: given(action.answer) };
    case "over":
      return devices.giving.phase === "here" ? { ...devices, giving: { phase: "over" } } : devices;
    case "type":
      return { ...devices, typed: grouped(action.text), taking: { phase: "typing", trouble: null } };
    case "redeem":
      return { ...devices, taking: { phase: "asked" } };
    case "redeemed":
      return { ...devices, taking: taken(action.answer) };
    case "keep":
      return { ...devices, taking: { phase: "typing", trouble: null } };
    default:
      return action satisfies never;
  }
}

function given(answer: Answer<DeviceCode>): Giving {
  return answer.ok ? { phase: "here", code: answer.value } : { phase: "failed", message: whyNot(answer) };
}

function taken(answer: Answer<Redeemed>): Taking {
  if (!answer.ok) return { phase: "typing", trouble: whyNot(answer) };
  const { value } = answer;
  switch (value.result) {
    case "moved":
      return { phase: "done", lessons: count(value.lessons), passed: count(value.lessons.filter(({ done }) => done)) };
    case "would-replace":
      return { phase: "sure", here: value.here };
    case "unknown-code":
      return { phase: "typing", trouble: unknownCode };
    default:
      return value satisfies never;
  }
}

const unknownCode =
  "That code is not valid: it may be mistyped, already used, or older than ten minutes. Create a new one.";

/** A lesson may stand there once for each style. */
function count(lessons: Extract<Redeemed, { readonly result: "moved" }>["lessons"]): number {
  return new Set(lessons.map(({ slug }) => slug)).size;
}

/** `k7qm2xrd` becomes `K7QM-2XRD`; a hyphen that was just deleted stays away. */
export function grouped(text: string): string {
  const letters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 16);
  return letters.match(/.{1,4}/g)?.join("-") ?? "";
}

/** `9:05`, and `0:00` when it is over. */
export function countdown(expiresAtMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((expiresAtMs - nowMs) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `2 lessons, 1 passed`. */
export function workText({ lessons, done }: DoneHere): string {
  return `${lessons === 1 ? "1 lesson" : `${lessons} lessons`}, ${done} passed`;
}

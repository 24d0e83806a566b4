// State of the dialog that shares progress with another device.
import type { DeviceCode, Redeemed } from "../../server/protocol/http.ts";
import type { DoneHere } from "../../server/protocol/lesson.ts";
import { type Answer, whyNot } from "../net/api.ts";
import { countText } from "../ui/format.ts";

/** On the device that shares its progress. */
export type Giving =
  | { readonly phase: "idle" }
  | { readonly phase: "asked" }
  | { readonly phase: "here"; readonly code: DeviceCode }
  | { readonly phase: "over" }
  | { readonly phase: "failed"; readonly message: string };

/** On the device that redeems the code. */
export type Taking =
  | { readonly phase: "typing"; readonly problem: string | null }
  | { readonly phase: "asked" }
  /** This browser has its own progress: the user confirms that it may be replaced. */
  | { readonly phase: "sure"; readonly here: DoneHere }
  | { readonly phase: "done"; readonly lessons: number; readonly passed: number };

export function given(answer: Answer<DeviceCode>): Giving {
  return answer.ok ? { phase: "here", code: answer.value } : { phase: "failed", message: whyNot(answer) };
}

export function taken(answer: Answer<Redeemed>): Taking {
  if (!answer.ok) return { phase: "typing", problem: whyNot(answer) };
  const { value } = answer;
  switch (value.result) {
    case "moved":
      return { phase: "done", lessons: count(value.lessons), passed: count(value.lessons.filter(({ done }) => done)) };
    case "would-replace":
      return { phase: "sure", here: value.here };
    case "unknown-code":
      return { phase: "typing", problem: unknownCode };
    default:
      return value satisfies never;
  }
}

const unknownCode =
  "That code is not valid. It may be mistyped, already used or expired. Create a new one on the other device.";

/** Lessons are listed once per style. */
function count(lessons: Extract<Redeemed, { readonly result: "moved" }>["lessons"]): number {
  return new Set(lessons.map(({ slug }) => slug)).size;
}

/** Formats `k7qm2xrd` as `K7QM-2XRD`, without a trailing hyphen. */
export function grouped(text: string): string {
  const letters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 16);
  return letters.match(/.{1,4}/g)?.join("-") ?? "";
}

/** `2 lessons, 1 passed`, and `, 3 drafts` if there are any. */
export function workText({ lessons, done, drafts }: DoneHere): string {
  return `${countText(lessons, "lesson")}, ${done} passed${drafts === 0 ? "" : `, ${countText(drafts, "draft")}`}`;
}

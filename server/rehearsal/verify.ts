// Verifies a rehearsal: every acknowledged save can be read back, and the roster shows every run.
import { codeSchema } from "../protocol/http.ts";
import type { Style } from "../protocol/lesson.ts";
import type { WorkshopState } from "../protocol/workshop.ts";
import type { HttpClient } from "./http-client.ts";
import { pause } from "./pause.ts";

interface AcknowledgedSave {
  readonly lesson: string;
  readonly style: Style;
  readonly version: number;
  readonly source: string;
}

interface AnsweredRun {
  readonly lesson: string;
  readonly version: number;
  readonly passed: readonly string[];
}

/** Where a learner is a member, what was acknowledged, and what its runs returned. */
export class Attendance {
  readonly name: string;
  member: string | null = null;
  /** The newest of each lesson and style. */
  readonly saves = new Map<string, AcknowledgedSave>();
  /** The newest of each lesson. */
  readonly runs = new Map<string, AnsweredRun>();
  saved = 0;
  answered = 0;
  /** Runs that got neither a result nor a refusal, even when asked again. */
  unanswered = 0;

  constructor(name: string) {
    this.name = name;
  }

  acknowledge(save: AcknowledgedSave): void {
    this.saved++;
    this.saves.set(`${save.lesson} ${save.style}`, save);
  }

  answer(run: AnsweredRun): void {
    this.answered++;
    this.runs.set(run.lesson, run);
  }
}

/** Sums over all learners. */
export function totalsOf(attendances: readonly Attendance[]) {
  const sum = (of: (attendance: Attendance) => number) => attendances.reduce((total, each) => total + of(each), 0);
  return {
    joined: sum(({ member }) => (member === null ? 0 : 1)),
    saved: sum(({ saved }) => saved),
    answered: sum(({ answered }) => answered),
    unanswered: sum(({ unanswered }) => unanswered),
  };
}

const together = 20;
const defaultSettleMs = 10_000;

/** One sentence per acknowledged save that cannot be read back. */
export async function findLostSaves(
  attendees: readonly { readonly attendance: Attendance; readonly http: HttpClient }[],
): Promise<string[]> {
  const lost: string[] = [];
  const waiting = attendees.flatMap(({ attendance, http }) =>
    [...attendance.saves.values()].map((save) => ({ name: attendance.name, http, save })),
  );
  const readNext = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const problem = await readBack(next.http, next.save);
      if (problem !== null) lost.push(`${next.name}, ${next.save.lesson}, version ${next.save.version}: ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: together }, readNext));
  return lost;
}

/** An instructor who practises may have saved something newer. */
async function readBack(http: HttpClient, save: AcknowledgedSave): Promise<string | null> {
  const path = `/api/lessons/${save.lesson}/code?style=${save.style}`;
  const newest = await http.call(codeSchema, path);
  if (!newest.ok) return `cannot be read: ${newest.status} ${newest.reason}`;
  if (newest.value.version < save.version) return `the newest version is ${newest.value.version}`;
  const saved =
    newest.value.version === save.version ? newest : await http.call(codeSchema, `${path}&version=${save.version}`);
  if (!saved.ok) return `cannot be read: ${saved.status} ${saved.reason}`;
  return saved.value.source === save.source ? null : "has another text";
}

/** Waits for the last events, as long as `settleMs`. Returns one sentence per difference that remains. */
export async function findRosterErrors(
  attendances: readonly Attendance[],
  state: () => WorkshopState | null,
  settleMs = defaultSettleMs,
): Promise<string[]> {
  const deadlineMs = performance.now() + settleMs;
  for (;;) {
    const now = state();
    const errors =
      now === null ? ["The instructor's page has no roster."] : attendances.flatMap((each) => compare(each, now));
    if (errors.length === 0 || performance.now() >= deadlineMs) return errors;
    await pause(200);
  }
}

function compare({ name, member: id, runs }: Attendance, { members }: WorkshopState): string[] {
  if (id === null) return [];
  const member = members[id];
  if (member === undefined) return [`${name} is missing.`];
  // An instructor who practises may rename and remove people.
  return [...runs.values()].flatMap(({ lesson, version, passed }) => {
    const standing = member.standings[lesson];
    if (standing === undefined) return [`${name} has no result in ${lesson}.`];
    const shown = [...standing.passed].sort().join(", ");
    if (standing.version === version && shown === [...passed].sort().join(", ")) return [];
    return [
      `${name}, ${lesson}: version ${standing.version} passes "${shown}", not ${version} "${passed.join(", ")}".`,
    ];
  });
}

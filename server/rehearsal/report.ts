// What a rehearsal has shown: figures, what was lost, and what an instructor should know.
import type { Attendance } from "./attendance.ts";
import type { Recovery } from "./chaos.ts";
import { type Samples, type Spread, spread, type Tally } from "./tally.ts";
import { type ProcessKind, processKinds, type Use } from "./usage.ts";

export interface Report {
  /** Nothing was lost, everyone could join, every run was answered, and the roster was right. */
  readonly ok: boolean;
  readonly learners: number;
  readonly joined: number;
  readonly elapsedMs: number;
  readonly saved: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly lost: readonly string[];
  readonly rosterErrors: readonly string[];
  /** Durations in ms. */
  readonly times: Readonly<Record<keyof Samples, Spread>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly faults: number;
  readonly handsRaised: number;
  readonly reconnects: number;
  /** Times that the instructor's page missed events and asked for the whole roster. */
  readonly gaps: number;
  readonly recoveries: readonly Recovery[];
  /** Of the rehearsal's own server. */
  readonly usage: Partial<Record<ProcessKind, Use>>;
  /** CPU of the simulated learners themselves; 1 is one core. */
  readonly toolCores: number;
  /** CPU of all programs of this machine; null when the server is elsewhere. */
  readonly busyCores: number | null;
}

export interface ReportOptions
  extends Pick<
    Report,
    "learners" | "elapsedMs" | "lost" | "rosterErrors" | "recoveries" | "gaps" | "usage" | "toolCores" | "busyCores"
  > {
  readonly attendances: readonly Attendance[];
  /** False: learners were still waiting for answers at the end. */
  readonly finished: boolean;
  readonly tally: Tally;
}

export function reportOf({ attendances, finished, tally, ...rest }: ReportOptions): Report {
  const { samples, refusals, failures, messages, faults, handsRaised, reconnects } = tally;
  const joined = attendances.filter(({ member }) => member !== null).length;
  const sum = (of: (attendance: Attendance) => number) => attendances.reduce((total, each) => total + of(each), 0);
  const unanswered = sum((each) => each.unanswered);
  const isRight = finished && unanswered === 0 && joined === rest.learners;
  return {
    ok: isRight && rest.lost.length + rest.rosterErrors.length === 0 && rest.recoveries.every(({ ms }) => ms !== null),
    joined,
    saved: sum((each) => each.saved),
    answered: sum((each) => each.answered),
    unanswered,
    times: {
      page: spread(samples.page),
      join: spread(samples.join),
      save: spread(samples.save),
      checks: spread(samples.checks),
      dashboard: spread(samples.dashboard),
    },
    refusals: Object.fromEntries(refusals),
    failures: Object.fromEntries(failures),
    messages,
    faults,
    handsRaised,
    reconnects,
    ...rest,
  };
}

const timeNames: Readonly<Record<keyof Samples, string>> = {
  page: "a page loads",
  join: "joining",
  save: "a save is answered",
  checks: "the checks are answered",
  dashboard: "the dashboard shows it",
};

export function formatReport(report: Report): string {
  const { times, usage, toolCores, refusals, failures, recoveries } = report;
  const timeLines = Object.entries(timeNames).map(([key, name]) => timeLine(name, times[key as keyof Samples]));
  const processLines = processKinds.flatMap((kind) =>
    usage[kind] === undefined ? [] : [processLine(kind, usage[kind])],
  );
  return [
    row(["", "p50", "p99", "slowest", "of"]),
    ...timeLines,
    "",
    ...(processLines.length === 0 ? [] : [row(["the server", "CPU", "at most", "memory", ""]), ...processLines]),
    row(["(these learners)", cores(toolCores), "", "", ""]),
    "",
    ...section("Refused", refusals),
    ...section("Without an answer, asked again", failures),
    ...recoveries.map(
      ({ what, ms }) =>
        `The ${what} was killed: ${ms === null ? "people did not come back" : `back after ${duration(ms)}`}`,
    ),
    `${report.messages} messages, ${report.reconnects} reconnections, ${report.faults} faults, ${report.handsRaised} hands.`,
    "",
    ...verdicts(report),
    "",
  ].join("\n");
}

function timeLine(name: string, { p50, p99, max, count }: Spread): string {
  return row([name, duration(p50), duration(p99), duration(max), String(count)]);
}

function processLine(kind: ProcessKind, { cores: mean, coresMost, memoryBytesMost }: Use): string {
  return row([kind, cores(mean), cores(coresMost), `${Math.round(memoryBytesMost / 2 ** 20)} MiB`, ""]);
}

function section(title: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([reason, count]) => `${title}: ${count} × ${reason}`);
}

const shown = 10;

function verdicts(report: Report): string[] {
  const { learners, joined, saved, answered, unanswered, lost, rosterErrors } = report;
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title} (${lines.length}):`, ...lines.slice(0, shown).map((line) => `  ${line}`)];
  const good = `Nothing was lost: ${saved} acknowledged saves are there, ${answered} runs were answered, and the dashboard shows all ${learners} learners as they are.`;
  return [
    ...(report.ok ? [good] : ["Not everything went well."]),
    ...(joined < learners ? [`${learners - joined} of ${learners} learners could not join.`] : []),
    ...(unanswered > 0 ? [`${unanswered} runs of the checks were not answered.`] : []),
    ...list("Saves that were acknowledged and lost", lost),
    ...list("What the dashboard shows wrong", rosterErrors),
    ...slowness(report),
    ...others(report),
  ];
}

/** More than this of other programs' CPU makes the times worse than they will be. */
const noticedCores = 0.5;

function others({ usage, toolCores, busyCores }: Report): string[] {
  if (busyCores === null) return [];
  const server = Object.values(usage).reduce((sum, { cores }) => sum + cores, 0);
  const rest = busyCores - server - toolCores;
  if (server === 0 || rest < noticedCores) return [];
  return [`Other programs used ${cores(rest)} of this machine meanwhile: close them, and rehearse again.`];
}

/** Times in ms that people notice. */
const noticed: Readonly<Partial<Record<keyof Samples, number>>> = {
  page: 2_000,
  join: 2_000,
  save: 1_000,
  checks: 10_000,
  dashboard: 2_000,
};

function slowness({ times }: Report): string[] {
  const slow = Object.entries(noticed).filter(([key, ms]) => times[key as keyof Samples].p99 > ms);
  if (slow.length === 0) return ["This machine carries them: no one would notice a wait."];
  const what = slow.map(([key]) => timeNames[key as keyof Samples]).join("; ");
  return [`People would notice a wait now and then: ${what}. A faster machine, or HOSTS, helps (docs/workshop.md).`];
}

function row([name = "", ...cells]: readonly string[]): string {
  return `${name.padEnd(26)}${cells.map((cell) => cell.padStart(11)).join("")}`.trimEnd();
}

function cores(value: number): string {
  return `${value.toFixed(2)} cores`;
}

export function duration(ms: number): string {
  if (Number.isNaN(ms)) return "–";
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

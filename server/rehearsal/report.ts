// Report of a rehearsal: figures, what was lost, and what an instructor should know.
import type { Recovery } from "./chaos.ts";
import { type ProcessKind, processKinds, type Use } from "./processes.ts";
import { type Measured, measured, type Spread, spread, type Tally } from "./tally.ts";
import { type Attendance, totalsOf } from "./verify.ts";

interface ReportOptions {
  readonly learners: number;
  readonly attendances: readonly Attendance[];
  readonly elapsedMs: number;
  /** False: learners were still waiting for answers at the end. */
  readonly finished: boolean;
  /** A sentence for each. */
  readonly lost: readonly string[];
  readonly rosterErrors: readonly string[];
  readonly recoveries: readonly Recovery[];
  /** Times that the instructor's page missed events and asked for the whole roster. */
  readonly gaps: number;
  readonly tally: Tally;
  /** What the rehearsal's own server used. */
  readonly usage: Partial<Record<ProcessKind, Use>>;
  /** CPU of the simulated learners themselves; 1 is one core. */
  readonly toolCores: number;
  /** CPU of all programs of this machine; null when the server is elsewhere. */
  readonly busyCores: number | null;
}

export type Report = ReturnType<typeof reportOf>;

/** `ok`: nothing was lost, everyone could join, every run was answered, and the roster was right. `times` are in ms. */
export function reportOf({ attendances, finished, tally, ...rest }: ReportOptions) {
  const { samples, refusals, failures, messages, faults, handsRaised, reconnects } = tally;
  const totals = totalsOf(attendances);
  const isRight = finished && totals.unanswered === 0 && totals.joined === rest.learners;
  const times: Readonly<Record<Measured, Spread>> = {
    page: spread(samples.page),
    join: spread(samples.join),
    save: spread(samples.save),
    checks: spread(samples.checks),
    dashboard: spread(samples.dashboard),
  };
  return {
    ok: isRight && rest.lost.length + rest.rosterErrors.length === 0 && rest.recoveries.every(({ ms }) => ms !== null),
    ...totals,
    times,
    refusals: Object.fromEntries(refusals),
    failures: Object.fromEntries(failures),
    ...{ messages, faults, handsRaised, reconnects },
    ...rest,
  };
}

export function formatReport(report: Report): string {
  const { times, usage, toolCores, refusals, failures, recoveries } = report;
  const timeLines = measured.map(({ what, name }) => timeLine(name, times[what]));
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

function processLine(kind: ProcessKind, { cores: mean, coresMax, memoryBytesMax }: Use): string {
  return row([kind, cores(mean), cores(coresMax), `${Math.round(memoryBytesMax / 2 ** 20)} MiB`, ""]);
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

function slowness({ times }: Report): string[] {
  const slow = measured.filter(({ what, noticedMs }) => times[what].p99 > noticedMs);
  if (slow.length === 0) return ["This machine carries them: no one would notice a wait."];
  const names = slow.map(({ name }) => name).join("; ");
  return [`People would notice a wait now and then: ${names}. A faster machine, or HOSTS, helps (docs/workshop.md).`];
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

// `ws101 rehearse`: fills a workshop with simulated learners, so that an instructor knows what a machine carries.
import { readConfig } from "../config.ts";
import { type Progress, rehearse, type Start } from "../rehearsal/rehearsal.ts";
import { duration, formatReport } from "../rehearsal/report.ts";
import { spread } from "../rehearsal/tally.ts";
import { parseRehearseArguments } from "./arguments.ts";
import { counted } from "./counted.ts";
import { untilInterrupted } from "./watch.ts";

/** 0: nothing was lost. 1: something was. */
export async function rehearseCommand(args: readonly string[]): Promise<number> {
  const { instructorToken, lessonsDir } = readConfig();
  const { json, ...options } = parseRehearseArguments(args, instructorToken ?? "");
  const report = await rehearse({
    ...options,
    lessonsDir,
    environment: process.env,
    onStart: (start) => process.stderr.write(startText(start)),
    onProgress: (progress) => process.stderr.write(`${progressLine(progress)}\n`),
    interrupted: untilInterrupted(),
  });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `\n${formatReport(report)}`);
  return report.ok ? 0 : 1;
}

function startText({ origin, workshop, joinCode, token }: Start): string {
  return [
    `The workshop "Rehearsal" is running; its join code is ${joinCode}.`,
    `To watch and to practise, open ${origin}/instructor/${workshop}`,
    `with the token ${token}`,
    "Press Ctrl+C to end early.",
    "",
    "",
  ].join("\n");
}

/** Goes to standard error every few seconds. */
export function progressLine({ elapsedMs, joined, saved, answered, tally }: Progress): string {
  const seconds = Math.round(elapsedMs / 1_000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const { samples, refusals, openPages, openSockets } = tally;
  const refused = [...refusals.values()].reduce((sum, each) => sum + each, 0);
  const median = (values: readonly number[]) => duration(spread(values).p50);
  return [
    `${time}  ${joined} joined, ${counted(openPages, "page")}, ${counted(openSockets, "client")}`,
    `${counted(saved, "save")} (${median(samples.save)})`,
    `${counted(answered, "run")} (${median(samples.checks)})`,
    `dashboard ${median(samples.dashboard)}`,
    `${refused} refused`,
  ].join(" · ");
}

// A rehearsal: a workshop full of simulated learners on a real server, verified as it goes.
import { randomBytes } from "node:crypto";
import { causeChaos } from "./chaos.ts";
import { HttpClient } from "./http-client.ts";
import { Instructor } from "./instructor.ts";
import { habitsOf, Learner } from "./learner.ts";
import { loadMaterial } from "./material.ts";
import { OwnServer } from "./own-server.ts";
import { pause } from "./pause.ts";
import { machineBusyMs, UsageMeter } from "./processes.ts";
import { type Report, reportOf } from "./report.ts";
import { Tally } from "./tally.ts";
import { findLostSaves, findRosterErrors, totalsOf } from "./verify.ts";

interface RehearsalOptions {
  readonly learners: number;
  readonly minutes: number;
  /** A running server; null: one of the rehearsal's own, with a temporary data folder. */
  readonly server: { readonly origin: string; readonly token: string } | null;
  /** Only on the rehearsal's own server. */
  readonly chaos: boolean;
  readonly lessonsDir: string;
  /** For the rehearsal's own server. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onStart: (start: Start) => void;
  readonly onProgress: (progress: Progress) => void;
  /** Ends the rehearsal early. */
  readonly interrupted: Promise<void>;
}

export interface Start {
  readonly origin: string;
  readonly workshop: string;
  readonly joinCode: string;
  readonly token: string;
}

export interface Progress extends ReturnType<typeof totalsOf> {
  readonly elapsedMs: number;
  readonly tally: Tally;
}

const progressMs = 5_000;
/** People arrive within this time, or a third of a short rehearsal. */
const arrivalMs = 60_000;
/** What is under way at the end may take this long. */
const graceMs = 60_000;

export async function rehearse(options: RehearsalOptions): Promise<Report> {
  await using resources = new AsyncDisposableStack();
  const { environment } = options;
  const token = options.server?.token ?? randomBytes(18).toString("base64url");
  const own = options.server === null ? resources.use(await OwnServer.start({ token, environment })) : null;
  const origin = options.server?.origin ?? own?.url ?? "";
  const tally = new Tally();
  const instructor = resources.use(await Instructor.signIn({ origin, token, tally }));
  const joinCode = await instructor.create("Rehearsal");
  // A learner's session of its own: the instructor's page shows no lessons as a learner.
  const visitor = resources.use(new HttpClient(origin));
  const lessons = await loadMaterial(visitor, options.lessonsDir);
  options.onStart({ origin, workshop: instructor.workshop, joinCode, token });

  const end = new AbortController();
  const lastsMs = options.minutes * 60_000;
  const shared = { origin, joinCode, lessons, tally, lags: instructor.lags, end: end.signal };
  const learners = Array.from({ length: options.learners }, (_, index) => {
    const style = index % 10 < 7 ? ("loop" as const) : ("events" as const);
    const pace = Math.min(1, options.minutes);
    return resources.use(new Learner({ ...shared, index, style, pace, name: nameOf(index), habits: habitsOf(index) }));
  });
  const attendances = learners.map(({ attendance }) => attendance);
  const began = performance.now();
  const meter = new UsageMeter();
  const beganCpu = process.cpuUsage();
  const beganBusyMs = machineBusyMs();
  const progress = () => {
    if (own !== null) meter.measure(own.pid);
    options.onProgress({ elapsedMs: performance.now() - began, ...totalsOf(attendances), tally });
  };
  progress();
  const ticker = setInterval(progress, progressMs);
  resources.defer(() => clearInterval(ticker));

  const server = options.chaos ? own : null;
  const chaos = server === null ? [] : causeChaos({ server, tally, lessons, lastsMs, end: end.signal });
  const spreadMs = Math.min(arrivalMs, lastsMs / 3);
  const attending = learners.map(async (learner, index) => {
    await pause((index / learners.length) * spreadMs, end.signal);
    if (!end.signal.aborted) await learner.attend();
  });
  await Promise.race([pause(lastsMs, end.signal), options.interrupted]);
  end.abort();
  const recoveries = await chaos;
  const finished = await finishes(Promise.all(attending));
  progress();
  const { user, system } = process.cpuUsage(beganCpu);
  const elapsedMs = performance.now() - began;
  const busyCores = (machineBusyMs() - beganBusyMs) / elapsedMs;

  const rosterErrors = await findRosterErrors(attendances, () => instructor.state);
  const lost = await findLostSaves(learners);
  await instructor.delete();
  return reportOf({
    learners: options.learners,
    attendances,
    elapsedMs,
    finished,
    lost,
    rosterErrors,
    recoveries,
    gaps: instructor.gaps,
    tally,
    usage: own === null ? {} : meter.report(),
    toolCores: (user + system) / 1_000 / elapsedMs,
    busyCores: own === null ? null : busyCores,
  });
}

/** False if this takes longer than the grace. */
async function finishes(work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const finished = work.then(() => true).finally(() => done.abort());
  return await Promise.race([finished, pause(graceMs, done.signal).then(() => false)]);
}

const given =
  "Ana Ben Chloé Daniel Elif Farid Grace Hanna Ivan Julia Kenji Lena Malik Nadia Omar Priya Quentin Rosa Sofía Tomasz Uma Viktor Wei Ximena Yusuf Zoë Łukasz Åsa José Mei".split(
    " ",
  );
const initials = [..."ABCDEFGHIJKLMNOPRSTVWYZ"];

/** Plausible names, all different. */
export function nameOf(index: number): string {
  const first = given[index % given.length] ?? "Ana";
  const round = Math.floor(index / given.length);
  const initial = initials[(round + index) % initials.length];
  const again = Math.floor(round / initials.length);
  return again === 0 ? `${first} ${initial}.` : `${first} ${initial}. ${again + 1}`;
}

// Composes the server from its parts, in the order in which they depend on each other.
import { randomBytes } from "node:crypto";
import pino from "pino";
import { ServerClients } from "./clients/server-clients.ts";
import { Compiler } from "./compiler/compiler.ts";
import type { Config } from "./config.ts";
import type { JudgeProgram } from "./course/lint/verdict-rules.ts";
import { type Course, loadCourse } from "./course/load.ts";
import { WatchedCourse } from "./course/watched-course.ts";
import { Hosts } from "./front/fleet/hosts.ts";
import { createGate } from "./front/gate/gate.ts";
import { Preflight } from "./front/gate/preflight.ts";
import { createUpgrade } from "./front/gate/upgrade.ts";
import { createHttp } from "./front/http/http.ts";
import { Metrics } from "./front/http/metrics.ts";
import { FrontServer } from "./front/http/server.ts";
import { LearnerCode } from "./front/learning/learner-code.ts";
import { createLearning } from "./front/learning/learning.ts";
import { judge } from "./front/learning/runs.ts";
import { Live } from "./front/live/live.ts";
import { createPages } from "./front/pages/pages.ts";
import { createPlayground } from "./front/playground/parts.ts";
import { RoomRegistry } from "./front/rooms/room-registry.ts";
import { Rooms } from "./front/rooms/rooms.ts";
import { StoredValues } from "./front/rooms/stored-values.ts";
import { Topics } from "./front/topics.ts";
import { openWorkshops } from "./front/workshops/parts.ts";
import { programOf } from "./processes/built-program.ts";
import type { CourseState } from "./protocol/lesson.ts";
import { residentBytes } from "./protocol/resident-bytes.ts";
import { openStore } from "./store/sqlite.ts";

export interface App extends AsyncDisposable {
  /** `http://address:port` for clients on this machine. */
  readonly url: string;
  hostPids(): readonly number[];
  readonly judge: JudgeProgram;
  /** What signs instructors in, if it was generated; null if the settings have it. */
  readonly instructorToken: string | null;
  /** The process that runs clients for pages; undefined until one is needed. */
  clientsPid(): number | undefined;
  /** Closes every socket with 1001, then every process and file. Idempotent. */
  close(): Promise<void>;
}

export interface AppOptions {
  /** A host's program; tests replace it with one that misbehaves. */
  readonly hostEntry?: string;
  /** Loaded from the configured folder by default. */
  readonly course?: Course;
  /** Loads lessons again when their files change. For authors. */
  readonly watch?: boolean;
}

/** Sockets that have not closed by then are cut off. */
const drainMs = 2_500;
const requestsMs = 1_000;

/** Rejects with one sentence if the server cannot start, leaving nothing behind. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { hostEntry = programOf("host"), watch = false } = options;
  await using parts = new AsyncDisposableStack();
  const { limits, spares } = config;
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const topics = new Topics();
  const metrics = new Metrics();
  const server = parts.use(new FrontServer(limits));

  const hosts = parts.use(
    new Hosts({
      count: config.hosts,
      spares,
      limits,
      log,
      entry: hostEntry,
      onMessage: (host, message) => topics.publish("room.message", { host, message }),
      onLost: (host, blamed) => topics.publish("host.lost", { host, blamed }),
    }),
  );
  const compiler = parts.use(new Compiler({ limits, spares, log }));
  // In sequence: if the course cannot be loaded, no store must be opened.
  const { lessonsDir } = config;
  const onChange = (state: CourseState) => topics.publish("course.changed", state);
  const open = async () =>
    watch ? parts.use(await WatchedCourse.open(lessonsDir, { log, onChange })).course : await loadCourse(lessonsDir);
  const course = options.course ?? (await open());
  const store = parts.use(await openStore({ dataDir: config.dataDir }));
  const storedSecret = await store.ensureSetting("session-secret", randomBytes(32).toString("base64url"));
  const secret = config.sessionSecret ?? storedSecret;

  const gate = createGate(config, secret, topics);
  const { socketLimits, networks, budgets } = gate;
  const code = new LearnerCode({ store, course, compiler, networks });
  const registry = new RoomRegistry({ store, course, secret });
  const stored = new StoredValues({ limits, topics, registry });
  const rooms = new Rooms({ stored, limits, log, topics, hosts, registry, code, socketLimits, budgets });
  const shared = { limits, log, course, store, secret, registry, code, rooms, topics, metrics, budgets };
  const learning = parts.use(createLearning({ ...shared, gate, server, spares }));
  const { saves, runs } = learning;
  const { instructorToken: token } = config;
  const serverClients = parts.use(new ServerClients({ limits, spares, socketUrl: () => server.socketUrl, log }));
  const workshops = parts.use(await openWorkshops({ ...shared, serverClients, saves, runs, token }));
  const { sharing, reportUrl } = config;
  const settings = { sharing, reportUrl };
  const playground = parts.use(createPlayground({ ...shared, ...learning, networks, settings }));
  const pages = parts.use(await createPages(config));
  const { all, instructors, helping } = workshops;
  const people = { workshops: all, instructors, helping };
  const { built } = pages;
  const live = new Live({ ...shared, ...people, gate, runs, serverClients, startedAtMs: Date.now(), built });
  const preflight = new Preflight({ limits, origins: gate.origins });

  metrics.gauge("ws101_hosts", () => hosts.active.length);
  metrics.gauge("ws101_hosts_lost_total", () => hosts.lost);
  metrics.gauge("ws101_rooms", () => rooms.size);
  metrics.gauge("ws101_sockets", () => socketLimits.size);
  metrics.gauge("ws101_clients", () => serverClients.size);
  metrics.gauge("ws101_workshops", () => all.size.workshops);
  metrics.gauge("ws101_members", () => all.size.members);
  budgets.include("disk", "total", "diskBytesPerServer", () => store.codeBytes());
  budgets.include("snippets", "total", "snippetBytesPerServer", () => store.snippetBytes());
  budgets.include("host memory", "total", "hostMemoryBytes", () =>
    Math.max(0, ...hosts.active.map((host) => host.rssBytes)),
  );
  const budgetSeries = (field: "used" | "limit") => async () =>
    new Map((await budgets.readings()).map((each) => [`budget="${each.budget}",scope="${each.scope}"`, each[field]]));
  metrics.gauge("ws101_budget_used", budgetSeries("used"));
  metrics.gauge("ws101_budget_limit", budgetSeries("limit"));
  metrics.gauge("ws101_resident_bytes", () => residentBytes() ?? 0);

  const http = createHttp({ ...shared, config, server, hosts, gate, learning, pages, workshops, playground });
  const { forwardCredentials } = config;
  const upgrade = createUpgrade({ ...shared, ...people, gate, live, preflight, server, forwardCredentials });
  await hosts.ready();
  await server.listen(config.port, config.host, { http, upgrade });
  if (spares !== "none") for (const part of [compiler, learning]) part.start();

  const owned = parts.move();
  const close = once(async () => {
    server.stopListening();
    runs.cancelAll();
    const drained = hosts.drain("the server is shutting down", drainMs);
    await Promise.all([live[Symbol.asyncDispose](), preflight[Symbol.asyncDispose](), drained]);
    await server.idle(requestsMs);
    await server[Symbol.asyncDispose]();
    await owned.disposeAsync();
  });
  return {
    url: server.url,
    judge: (request) => judge({ ...shared, ...learning, gate, origin: server.url }, request),
    instructorToken: config.instructorToken === null ? instructors.token : null,
    hostPids: () => hosts.active.flatMap(({ pid }) => pid ?? []),
    clientsPid: () => serverClients.pid,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function once(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= task());
}

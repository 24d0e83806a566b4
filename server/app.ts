// The server: every part started in its order, joined, and closed again; nothing of it lives outside one createApp.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { Checker } from "./checks/checker.ts";
import { ServerClients } from "./clients/server-clients.ts";
import { Compiler } from "./compiler/compiler.ts";
import type { Config } from "./config.ts";
import { loadCourse } from "./course/load.ts";
import { Hosts } from "./front/fleet/hosts.ts";
import { AttemptLimiter } from "./front/gate/attempt-limiter.ts";
import { Preflight } from "./front/gate/preflight.ts";
import { reachOf } from "./front/gate/public-origins.ts";
import { createAddresses } from "./front/gate/request-origin.ts";
import { createSessions } from "./front/gate/sessions.ts";
import { SocketLimits } from "./front/gate/socket-limits.ts";
import { createUpgrade } from "./front/gate/upgrade.ts";
import { createHttp } from "./front/http/http.ts";
import { Metrics } from "./front/http/metrics.ts";
import { FrontServer } from "./front/http/server.ts";
import { createPrograms } from "./front/learning/compile-program.ts";
import { createDeviceCodes } from "./front/learning/device-codes.ts";
import { Runs } from "./front/learning/runs.ts";
import { createSaves } from "./front/learning/saves.ts";
import { Live } from "./front/live/live.ts";
import { BuiltPage } from "./front/pages/built-page.ts";
import { Cards } from "./front/pages/cards/cards.ts";
import { Highlighter } from "./front/pages/highlighter.ts";
import { CheckRooms } from "./front/rooms/check-rooms.ts";
import { createEvents } from "./front/rooms/events.ts";
import { RoomEventRouter } from "./front/rooms/room-events.ts";
import { createRoomIds } from "./front/rooms/room-ids.ts";
import { RoomRegistry } from "./front/rooms/room-registry.ts";
import { Rooms } from "./front/rooms/rooms.ts";
import { openStore } from "./store/sqlite.ts";

export interface App extends AsyncDisposable {
  /** `http://address:port` as a browser on this machine opens it. */
  readonly url: string;
  /** Processes that run learners' code, for those who watch them. */
  hostPids(): readonly number[];
  /** The process that runs clients for pages; undefined while nobody needs it. */
  clientsPid(): number | undefined;
  /** Says goodbye to everyone (1001), then ends every process, socket and file it holds. Again is harmless. */
  close(): Promise<void>;
}

export interface AppOptions {
  /** The program of a host, for tests of one that misbehaves. */
  readonly hostEntry?: string;
}

const hostMain = fileURLToPath(new URL("host/main.ts", import.meta.url));

/** Everyone is told 1001 within this time; who does not answer is cut. */
const drainMs = 2_500;
const requestsMs = 1_000;

/** Rejects with a sentence when it cannot start; then nothing of it is left. */
export async function createApp(config: Config, { hostEntry = hostMain }: AppOptions = {}): Promise<App> {
  await using parts = new AsyncDisposableStack();
  const { limits, publicUrl } = config;
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const events = createEvents();
  const socketLimits = new SocketLimits(limits);
  const addresses = createAddresses(config);

  const hosts: Hosts = parts.use(
    new Hosts({
      count: config.hosts,
      spares: config.spares,
      limits,
      log,
      entry: hostEntry,
      onMessage: (host, message) => news.hear(host, message),
      onLost: (host, blamed) => rooms.lost(host, blamed === null ? null : registry.known(blamed)),
    }),
  );
  const compiler = parts.use(new Compiler({ limits, spares: config.spares, log }));
  // One after the other: a course that cannot be read must not leave a store behind that opens only then.
  const course = await loadCourse(config.lessonsDir);
  const store = parts.use(await openStore({ dataDir: config.dataDir }));
  const kept = await store.ensureSetting("session-secret", randomBytes(32).toString("base64url"));
  const secret = config.sessionSecret ?? kept;
  const sessions = createSessions(secret);
  const slugs = course.lessons().map(({ slug }) => slug);
  const registry = new RoomRegistry(store, createRoomIds(secret, slugs), (lesson) => course.clock(lesson) ?? "real");
  const programs = createPrograms({ store, course, compiler });
  const news = new RoomEventRouter({
    limits,
    log,
    events,
    socketLimits,
    roomById: (id) => registry.known(id),
    retired: (room) => rooms.leave(room),
  });
  const rooms = new Rooms({
    log,
    socketLimits,
    news,
    hosts: () => hosts,
    lastGood: ({ learner, lesson }) => programs.lastGood(learner, lesson),
  });
  const metrics = new Metrics({
    ws101_hosts: () => hosts.active.length,
    ws101_hosts_lost_total: () => hosts.lost,
    ws101_rooms: () => rooms.size,
    ws101_sockets: () => socketLimits.size,
    ws101_pages: () => live.size,
    ws101_clients: () => serverClients.size,
    ws101_resident_bytes: () => process.memoryUsage.rss(),
  });
  const saves = createSaves({ limits, store, registry, programs, rooms, events, metrics });
  const gate = () => url.replace(/^http/, "ws");
  const checkRooms = new CheckRooms({ registry, rooms, gate });
  const checker = parts.use(
    new Checker({ limits, spares: config.spares, log, onRequest: (request) => checkRooms.answer(request) }),
  );
  const runs = new Runs({ course, store, registry, programs, events, metrics, rooms: checkRooms, checker });
  const serverClients = parts.use(new ServerClients({ limits, spares: config.spares, gate, log }));
  const cancelRun = (learner: string, run: string) => runs.cancel(learner, run);
  const page = new BuiltPage(config.webDir);
  // Not built yet is said to whoever asks for it.
  await page.current().catch(() => null);
  const telling = { startedAtMs: Date.now(), build: () => page.program };
  const following = { course, registry, rooms, events, metrics, serverClients, cancelRun, ...telling };
  const live = new Live({ limits, log, addresses, sessions, ...following });

  const preflight = new Preflight({ limits, addresses });
  const deviceCodes = createDeviceCodes({ store, secret });
  const highlighter = parts.use(new Highlighter());

  let leaving = false;
  const unready = () => {
    if (leaving) return "The server is leaving.";
    return hosts.leastLoaded() === null ? "No process is there to run rooms." : null;
  };
  const reach = () => reachOf({ ...config, port: Number(new URL(url).port) });
  const calls = { addresses, sessions, course, store, registry, saves, runs, metrics, unready, reach };
  const built = { page, embedDir: config.embedDir };
  const cards = parts.use(new Cards());
  const visits = { deviceCodes, attemptLimiter: new AttemptLimiter(), highlighter, cards, ...built };
  const { metricsToken, trustProxy } = config;
  const tls = publicUrl?.protocol === "https:";
  const answer = createHttp({ limits, log, tls, metricsToken, trustProxy, ...visits, ...calls });
  const upgrade = createUpgrade({
    addresses,
    registry,
    rooms,
    socketLimits,
    metrics,
    log,
    forwardCredentials: config.forwardCredentials,
    leaving: () => leaving,
    live: (request, socket, head) => live.accept(request, socket, head),
    preflight: (request, socket, head) => preflight.accept(request, socket, head),
  });
  const server = parts.use(new FrontServer({ limits, answer, upgrade }));

  await hosts.ready();
  const url = await server.listen(config.port, config.host);
  if (config.spares !== "none") for (const part of [compiler, checker]) part.start();

  const owned = parts.move();
  let closing: Promise<void> | null = null;
  const leave = async () => {
    leaving = true;
    server.stopListening();
    runs.cancelAll();
    await Promise.all([
      live[Symbol.asyncDispose](),
      preflight[Symbol.asyncDispose](),
      hosts.drain("the server is leaving", drainMs),
    ]);
    await server.quiet(requestsMs);
    await owned.disposeAsync();
  };
  const close = () => (closing ??= leave());
  return {
    url,
    hostPids: () => hosts.active.flatMap(({ pid }) => pid ?? []),
    clientsPid: () => serverClients.pid,
    close,
    [Symbol.asyncDispose]: close,
  };
}

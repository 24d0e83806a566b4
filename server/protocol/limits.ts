// Every configurable limit: its environment variable, default, unit and subject.

export const limitTable = {
  turnFuel: { env: "LIMIT_TURN_FUEL", value: 20_000_000, unit: "fuel", what: "CPU of one turn (about 100 ms)" },
  turnWallMs: { env: "LIMIT_TURN_WALL_MS", value: 250, unit: "ms", what: "wall-clock time of one turn, a backstop" },
  loadFuel: { env: "LIMIT_LOAD_FUEL", value: 20_000_000, unit: "fuel", what: "CPU of a handler's top level" },
  fuelPerSecond: {
    env: "LIMIT_FUEL_PER_SECOND",
    value: 10_000_000,
    unit: "fuel/s",
    what: "CPU over time (about 50 ms)",
  },
  fuelBurst: {
    env: "LIMIT_FUEL_BURST",
    value: 100_000_000,
    unit: "fuel",
    what: "CPU that may be saved up (about 500 ms)",
  },
  memoryBytes: { env: "LIMIT_MEMORY_BYTES", value: 16 << 20, unit: "bytes", what: "memory of one running handler" },
  stackBytes: { env: "LIMIT_STACK_BYTES", value: 64 << 10, unit: "bytes", what: "call stack inside a handler" },
  jobsPerSlice: {
    env: "LIMIT_JOBS_PER_SLICE",
    value: 32,
    unit: "jobs",
    what: "promise jobs between two checks of the clock",
  },
  jobsPerTurn: { env: "LIMIT_JOBS_PER_TURN", value: 10_000, unit: "jobs", what: "promise jobs of one turn" },
  hostSilentMs: {
    env: "LIMIT_HOST_SILENT_MS",
    value: 1_000,
    unit: "ms",
    what: "time without a response before a host is replaced",
  },
  sourceBytes: { env: "LIMIT_SOURCE_BYTES", value: 64 << 10, unit: "bytes", what: "size of a handler's source" },
  sourceLines: { env: "LIMIT_SOURCE_LINES", value: 2_000, unit: "lines", what: "lines of a handler's source" },
  compileMs: { env: "LIMIT_COMPILE_MS", value: 1_000, unit: "ms", what: "time to compile a handler" },
  messageBytes: { env: "LIMIT_MESSAGE_BYTES", value: 64 << 10, unit: "bytes", what: "one message, in or out" },
  fragments: { env: "LIMIT_FRAGMENTS", value: 256, unit: "frames", what: "fragments of one message" },
  socketsPerRoom: { env: "LIMIT_SOCKETS_PER_ROOM", value: 20, unit: "sockets", what: "open sockets in one room" },
  socketsPerLearner: {
    env: "LIMIT_SOCKETS_PER_LEARNER",
    value: 50,
    unit: "sockets",
    what: "open sockets of one learner",
  },
  socketsPerServer: {
    env: "LIMIT_SOCKETS_PER_SERVER",
    value: 2_000,
    unit: "sockets",
    what: "open sockets on this server",
  },
  messagesPerSecond: {
    env: "LIMIT_MESSAGES_PER_SECOND",
    value: 100,
    unit: "messages/s",
    what: "incoming messages per socket",
  },
  messagesBurst: {
    env: "LIMIT_MESSAGES_BURST",
    value: 1_000,
    unit: "messages",
    what: "burst of incoming messages per socket",
  },
  clientsPerPage: {
    env: "LIMIT_CLIENTS_PER_PAGE",
    value: 8,
    unit: "clients",
    what: "server-run clients per page",
  },
  clientCommandsPerSecond: {
    env: "LIMIT_CLIENT_COMMANDS_PER_SECOND",
    value: 100,
    unit: "commands/s",
    what: "commands to server-run clients per page",
  },
  clientMessagesPerSecond: {
    env: "LIMIT_CLIENT_MESSAGES_PER_SECOND",
    value: 500,
    unit: "messages/s",
    what: "messages reported from server-run clients per page",
  },
  turnMessages: { env: "LIMIT_TURN_MESSAGES", value: 1_000, unit: "messages", what: "messages sent in one turn" },
  turnBytes: { env: "LIMIT_TURN_BYTES", value: 1 << 20, unit: "bytes", what: "bytes sent in one turn" },
  unsentBytes: { env: "LIMIT_UNSENT_BYTES", value: 1 << 20, unit: "bytes", what: "bytes waiting for a slow client" },
  logLinesPerSecond: { env: "LIMIT_LOG_LINES_PER_SECOND", value: 200, unit: "lines/s", what: "console output" },
  logLineBytes: { env: "LIMIT_LOG_LINE_BYTES", value: 2 << 10, unit: "bytes", what: "one console line" },
  logKeptLines: { env: "LIMIT_LOG_KEPT_LINES", value: 1_000, unit: "lines", what: "console lines kept per room" },
  timers: { env: "LIMIT_TIMERS", value: 256, unit: "timers", what: "live timers in one room" },
  timerMinMs: { env: "LIMIT_TIMER_MIN_MS", value: 1, unit: "ms", what: "shortest timer" },
  timerMaxMs: { env: "LIMIT_TIMER_MAX_MS", value: 86_400_000, unit: "ms", what: "longest timer" },
  idleRoomMs: {
    env: "LIMIT_IDLE_ROOM_MS",
    value: 600_000,
    unit: "ms",
    what: "time without sockets before a room is closed",
  },
  checkMs: { env: "LIMIT_CHECK_MS", value: 5_000, unit: "ms", what: "real time of one check" },
  runMs: { env: "LIMIT_RUN_MS", value: 20_000, unit: "ms", what: "real time of one run of the checks" },
  closeMs: { env: "LIMIT_CLOSE_MS", value: 2_000, unit: "ms", what: "wait for the peer's close frame" },
  upgradeMs: { env: "LIMIT_UPGRADE_MS", value: 5_000, unit: "ms", what: "wait for a handler's upgrade()" },
  livePingMs: { env: "LIMIT_LIVE_PING_MS", value: 20_000, unit: "ms", what: "ping interval of a page's live channel" },
  liveTimeoutMs: {
    env: "LIMIT_LIVE_TIMEOUT_MS",
    value: 40_000,
    unit: "ms",
    what: "silence that ends a page's live channel",
  },
  preflightSockets: {
    env: "LIMIT_PREFLIGHT_SOCKETS",
    value: 50,
    unit: "sockets",
    what: "sockets of the preflight echo",
  },
  preflightSocketsPerAddress: {
    env: "LIMIT_PREFLIGHT_SOCKETS_PER_ADDRESS",
    value: 4,
    unit: "sockets",
    what: "sockets of the preflight echo per address",
  },
  preflightMs: {
    env: "LIMIT_PREFLIGHT_MS",
    value: 60_000,
    unit: "ms",
    what: "lifetime of a socket of the preflight echo",
  },
  preflightMessages: {
    env: "LIMIT_PREFLIGHT_MESSAGES",
    value: 200,
    unit: "messages",
    what: "messages per socket of the preflight echo",
  },
  headersMs: { env: "LIMIT_HEADERS_MS", value: 5_000, unit: "ms", what: "time to send HTTP headers" },
  requestMs: { env: "LIMIT_REQUEST_MS", value: 10_000, unit: "ms", what: "time to send an HTTP request" },
  bodyBytes: { env: "LIMIT_BODY_BYTES", value: 256 << 10, unit: "bytes", what: "body of an HTTP request" },
} as const satisfies Record<string, { env: string; value: number; unit: string; what: string }>;

/** Frames per second that a page's wire panel receives; the rest is only counted. */
export const wireFramesPerSecond = 2_000;

export type LimitName = keyof typeof limitTable;
export type Limits = Readonly<Record<LimitName, number>>;

const names = Object.keys(limitTable) as LimitName[];

/** The table's defaults as plain numbers, overridden by `over`. */
export function limitsWith(over: Partial<Limits> = {}): Limits {
  const defaults = Object.fromEntries(names.map((name) => [name, limitTable[name].value])) as Record<LimitName, number>;
  return { ...defaults, ...over };
}

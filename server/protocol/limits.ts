// Every configurable limit: its default, unit and subject. `turnFuel` is set by `LIMIT_TURN_FUEL`.
interface LimitEntry {
  readonly value: number;
  readonly unit: string;
  /** What it bounds. */
  readonly what: string;
}

export const limitTable = {
  turnFuel: limit(20_000_000, "fuel", "CPU of one turn (about 100 ms)"),
  turnWallMs: limit(250, "ms", "wall-clock time of one turn, a backstop"),
  loadFuel: limit(20_000_000, "fuel", "CPU of a handler's top level"),
  newcomerFuel: limit(
    2_400_000,
    "fuel",
    "CPU of one turn, or top level, of a new handler where others like it were just stopped (about 12 ms)",
  ),
  fuelPerSecond: limit(10_000_000, "fuel/s", "CPU over time (about 50 ms)"),
  fuelBurst: limit(100_000_000, "fuel", "CPU that may be saved up (about 500 ms)"),
  networkFuelPerSecond: limit(
    80_000_000,
    "fuel/s",
    "CPU over time of one network's rooms that are not light (about 400 ms)",
  ),
  networkFuelBurst: limit(400_000_000, "fuel", "CPU that those may save up (about 2 s)"),
  offloadFuel: limit(100_000_000, "fuel", "CPU of one call of an offloaded function (about 500 ms)"),
  offloadCalls: limit(256, "calls", "offloaded calls of one room that wait or run"),
  offloadBytes: limit(1 << 20, "bytes", "values of those calls, and the result of one"),
  storageBytes: limit(64 << 10, "bytes", "values that one room stores"),
  storageBytesPerServer: limit(64 << 20, "bytes", "stored values of all rooms that the server keeps"),
  shutdownMs: limit(1_000, "ms", "time that a handler has to close its sockets when it is asked to stop"),
  memoryBytes: limit(16 << 20, "bytes", "memory of one running handler"),
  diskBytesPerLearner: limit(16 << 20, "bytes", "stored code of one learner, history included"),
  diskBytesPerServer: limit(4 * 2 ** 30, "bytes", "stored code of all learners, history included"),
  hostMemoryBytes: limit(2 ** 31, "bytes", "memory of one host process, before its rooms are closed"),
  stackBytes: limit(64 << 10, "bytes", "call stack inside a handler"),
  jobsPerSlice: limit(32, "jobs", "promise jobs between two checks of the clock"),
  jobsPerTurn: limit(10_000, "jobs", "promise jobs of one turn"),
  hostSilentMs: limit(1_000, "ms", "time without a response before a host is replaced"),
  sourceBytes: limit(64 << 10, "bytes", "size of a handler's source"),
  sourceLines: limit(2_000, "lines", "lines of a handler's source"),
  compileMs: limit(1_000, "ms", "time to compile a handler"),
  messageBytes: limit(64 << 10, "bytes", "one message, in or out"),
  fragments: limit(256, "frames", "fragments of one message"),
  socketsPerRoom: limit(20, "sockets", "open sockets in one room"),
  socketsPerLearner: limit(50, "sockets", "open sockets of one learner"),
  socketsPerAddress: limit(1_500, "sockets", "open sockets of learners at one address"),
  socketsPerServer: limit(2_000, "sockets", "open sockets on this server"),
  learnersPerAddress: limit(1_000, "learners", "learners at work from one address within an hour"),
  learnersPerServer: limit(10_000, "learners", "learners at work on this server within an hour"),
  roomsPerAddress: limit(1_000, "rooms", "open rooms of learners at one address"),
  roomsPerServer: limit(2_000, "rooms", "open rooms on this server"),
  idleRoomsPerAddress: limit(60, "rooms", "open rooms per address without sockets or pages"),
  idleRoomsPerServer: limit(200, "rooms", "open rooms on this server without sockets or pages"),
  pagesPerLearner: limit(50, "pages", "open pages of one learner"),
  pagesPerAddress: limit(1_500, "pages", "open pages of learners at one address"),
  pagesPerServer: limit(2_000, "pages", "open pages on this server"),
  savesPerSecond: limit(20, "saves/s", "saves of one learner"),
  savesBurst: limit(200, "saves", "burst of saves of one learner"),
  savesPerSecondPerAddress: limit(200, "saves/s", "saves of learners at one address"),
  savesBurstPerAddress: limit(1_500, "saves", "burst of saves of learners at one address"),
  savesPerSecondPerServer: limit(400, "saves/s", "saves on this server"),
  savesBurstPerServer: limit(3_000, "saves", "burst of saves on this server"),
  messagesPerSecond: limit(100, "messages/s", "incoming messages per socket"),
  messagesBurst: limit(1_000, "messages", "burst of incoming messages per socket"),
  clientsPerPage: limit(8, "clients", "server-run clients per page"),
  clientCommandsPerSecond: limit(100, "commands/s", "commands to server-run clients per page"),
  clientMessagesPerSecond: limit(500, "messages/s", "messages reported from server-run clients per page"),
  turnMessages: limit(1_000, "messages", "messages sent in one turn"),
  turnBytes: limit(1 << 20, "bytes", "bytes sent in one turn"),
  unsentBytes: limit(1 << 20, "bytes", "bytes waiting for a slow client"),
  hostUnsentBytes: limit(64 << 20, "bytes", "memory occupied by what waits for the slow clients of one host"),
  logLinesPerSecond: limit(200, "lines/s", "console output"),
  logBytesPerSecond: limit(64 << 10, "bytes/s", "console output"),
  logLineBytes: limit(2 << 10, "bytes", "one console line"),
  consoleBytesPerRoom: limit(256 << 10, "bytes", "console lines kept per room; a quarter if unwatched"),
  consoleBytesPerServer: limit(32 << 20, "bytes", "console lines kept for all rooms"),
  timers: limit(256, "timers", "live timers in one room"),
  timerMinMs: limit(1, "ms", "shortest timer"),
  timerMaxMs: limit(86_400_000, "ms", "longest timer"),
  idleRoomMs: limit(600_000, "ms", "time without sockets before a room is closed"),
  checkMs: limit(5_000, "ms", "real time of one check"),
  runMs: limit(20_000, "ms", "real time of one run of the checks"),
  runAnswerMs: limit(35_000, "ms", "wait for the result of a run, including the wait for its turn"),
  closeMs: limit(2_000, "ms", "wait for the peer's close frame"),
  openMs: limit(5_000, "ms", "wait for a room that is being opened"),
  upgradeMs: limit(5_000, "ms", "wait for a handler's upgrade()"),
  livePingMs: limit(20_000, "ms", "ping interval of a page's live channel"),
  liveTimeoutMs: limit(40_000, "ms", "silence that ends a page's live channel"),
  preflightSockets: limit(50, "sockets", "sockets of the preflight echo"),
  preflightSocketsPerAddress: limit(4, "sockets", "sockets of the preflight echo per address"),
  preflightMs: limit(60_000, "ms", "lifetime of a socket of the preflight echo"),
  preflightMessages: limit(200, "messages", "messages per socket of the preflight echo"),
  workshopsPerServer: limit(50, "workshops", "workshops that have not ended"),
  membersPerWorkshop: limit(500, "members", "members of one workshop, with those who left"),
  memberEventsPerSecond: limit(2, "events/s", "stored events of one member of a workshop"),
  memberEventsBurst: limit(30, "events", "burst of stored events of one member of a workshop"),
  editingGraceMs: limit(10_000, "ms", "absence that ends an instructor's editing of a member's code"),
  classroomSockets: limit(500, "sockets", "open sockets in the room of a classroom"),
  classroomSocketsPerLearner: limit(20, "sockets", "open sockets of one learner in a classroom"),
  classroomFuelPerSecond: limit(60_000_000, "fuel/s", "CPU over time of a classroom (about 300 ms)"),
  classroomFuelBurst: limit(200_000_000, "fuel", "CPU that a classroom may save up (about 1 s)"),
  classroomTurnMessages: limit(5_000, "messages", "messages that a classroom sends in one turn"),
  classroomTurnBytes: limit(8 << 20, "bytes", "bytes that a classroom sends in one turn"),
  draftsPerLearner: limit(100, "drafts", "drafts of one learner; as many deleted ones are kept"),
  pageBytes: limit(64 << 10, "bytes", "size of a client page"),
  snippetsPerLearner: limit(200, "snippets", "snippets of one learner"),
  snippetsPerHour: limit(30, "snippets/h", "snippets that one learner shares"),
  snippetsPerHourPerAddress: limit(300, "snippets/h", "snippets shared from one address"),
  snippetBytesPerServer: limit(2 ** 30, "bytes", "shared snippets of all learners"),
  unknownSnippetsPerMinute: limit(300, "requests/min", "requests from one address for snippets that do not exist"),
  sharedRoomSockets: limit(500, "sockets", "open sockets in the room that a snippet's visitors share"),
  headersMs: limit(5_000, "ms", "time to send HTTP headers"),
  requestMs: limit(10_000, "ms", "time to send an HTTP request"),
  bodyBytes: limit(256 << 10, "bytes", "body of an HTTP request"),
} satisfies Record<string, LimitEntry>;

function limit(value: number, unit: string, what: string): LimitEntry {
  return { value, unit, what };
}

/** Frames per second that a page's wire panel receives; the rest is only counted. */
export const wireFramesPerSecond = 2_000;

/** A check's clients count for no learner. This bounds what a handler could do with the URL it sees. */
export const socketsPerCheck = 100;

export type LimitName = keyof typeof limitTable;
export type Limits = Readonly<Record<LimitName, number>>;

const names = Object.keys(limitTable) as LimitName[];

/** The table's defaults as plain numbers, overridden by `over`. */
export function limitsWith(over: Partial<Limits> = {}): Limits {
  const defaults = Object.fromEntries(names.map((name) => [name, limitTable[name].value])) as Record<LimitName, number>;
  return { ...defaults, ...over };
}

/** Limits that a lesson may set for its rooms, and the most it may set. Those of messages are for what a room receives. */
export const roomLimits = {
  messageBytes: limitTable.messageBytes.value,
  fragments: limitTable.fragments.value,
  socketsPerRoom: socketsPerCheck,
  messagesPerSecond: limitTable.messagesPerSecond.value,
  messagesBurst: limitTable.messagesBurst.value,
  turnMessages: limitTable.turnMessages.value,
  turnBytes: limitTable.turnBytes.value,
  unsentBytes: limitTable.unsentBytes.value,
} as const satisfies Partial<Limits>;
/** Limits that a lesson may lower for the rooms of its checks alone, so that work that exceeds them is over soon. */
export const checkLimits = {
  turnFuel: limitTable.turnFuel.value,
  offloadFuel: limitTable.offloadFuel.value,
} as const satisfies Partial<Limits>;
export type CheckLimits = { readonly [Name in keyof typeof checkLimits]?: number };

export type RoomLimits = { readonly [Name in keyof typeof roomLimits]?: number };

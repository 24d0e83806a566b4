// Every configurable limit: its default, unit and subject. `turnFuel` is set by `LIMIT_TURN_FUEL`.
export const limitTable = {
  turnFuel: { value: 20_000_000, unit: "fuel", what: "CPU of one turn (about 100 ms)" },
  turnWallMs: { value: 250, unit: "ms", what: "wall-clock time of one turn, a backstop" },
  loadFuel: { value: 20_000_000, unit: "fuel", what: "CPU of a handler's top level" },
  newcomerFuel: {
    value: 2_400_000,
    unit: "fuel",
    what: "CPU of one turn, or top level, of a new handler where others like it were just stopped (about 12 ms)",
  },
  fuelPerSecond: { value: 10_000_000, unit: "fuel/s", what: "CPU over time (about 50 ms)" },
  fuelBurst: { value: 100_000_000, unit: "fuel", what: "CPU that may be saved up (about 500 ms)" },
  networkFuelPerSecond: {
    value: 80_000_000,
    unit: "fuel/s",
    what: "CPU over time of one network's rooms that are not light (about 400 ms)",
  },
  networkFuelBurst: { value: 400_000_000, unit: "fuel", what: "CPU that those may save up (about 2 s)" },
  offloadFuel: { value: 100_000_000, unit: "fuel", what: "CPU of one call of an offloaded function (about 500 ms)" },
  offloadCalls: { value: 256, unit: "calls", what: "offloaded calls of one room that wait or run" },
  offloadBytes: { value: 1 << 20, unit: "bytes", what: "values of those calls, and the result of one" },
  storageBytes: { value: 64 << 10, unit: "bytes", what: "values that one room stores" },
  storageBytesPerServer: { value: 64 << 20, unit: "bytes", what: "stored values of all rooms that the server keeps" },
  shutdownMs: {
    value: 1_000,
    unit: "ms",
    what: "time that a handler has to close its sockets when it is asked to stop",
  },
  memoryBytes: { value: 16 << 20, unit: "bytes", what: "memory of one running handler" },
  diskBytesPerLearner: { value: 16 << 20, unit: "bytes", what: "stored code of one learner, history included" },
  diskBytesPerServer: { value: 4 * 2 ** 30, unit: "bytes", what: "stored code of all learners, history included" },
  hostMemoryBytes: { value: 2 ** 31, unit: "bytes", what: "memory of one host process, before its rooms are closed" },
  stackBytes: { value: 64 << 10, unit: "bytes", what: "call stack inside a handler" },
  jobsPerSlice: { value: 32, unit: "jobs", what: "promise jobs between two checks of the clock" },
  jobsPerTurn: { value: 10_000, unit: "jobs", what: "promise jobs of one turn" },
  hostSilentMs: { value: 1_000, unit: "ms", what: "time without a response before a host is replaced" },
  sourceBytes: { value: 64 << 10, unit: "bytes", what: "size of a handler's source" },
  sourceLines: { value: 2_000, unit: "lines", what: "lines of a handler's source" },
  compileMs: { value: 1_000, unit: "ms", what: "time to compile a handler" },
  messageBytes: { value: 64 << 10, unit: "bytes", what: "one message, in or out" },
  fragments: { value: 256, unit: "frames", what: "fragments of one message" },
  socketsPerRoom: { value: 20, unit: "sockets", what: "open sockets in one room" },
  socketsPerLearner: { value: 50, unit: "sockets", what: "open sockets of one learner" },
  socketsPerAddress: { value: 1_500, unit: "sockets", what: "open sockets of learners at one address" },
  socketsPerServer: { value: 2_000, unit: "sockets", what: "open sockets on this server" },
  learnersPerAddress: { value: 1_000, unit: "learners", what: "learners at work from one address within an hour" },
  learnersPerServer: { value: 10_000, unit: "learners", what: "learners at work on this server within an hour" },
  roomsPerAddress: { value: 1_000, unit: "rooms", what: "open rooms of learners at one address" },
  roomsPerServer: { value: 2_000, unit: "rooms", what: "open rooms on this server" },
  idleRoomsPerAddress: { value: 60, unit: "rooms", what: "open rooms per address without sockets or pages" },
  idleRoomsPerServer: { value: 200, unit: "rooms", what: "open rooms on this server without sockets or pages" },
  pagesPerLearner: { value: 50, unit: "pages", what: "open pages of one learner" },
  pagesPerAddress: { value: 1_500, unit: "pages", what: "open pages of learners at one address" },
  pagesPerServer: { value: 2_000, unit: "pages", what: "open pages on this server" },
  savesPerSecond: { value: 20, unit: "saves/s", what: "saves of one learner" },
  savesBurst: { value: 200, unit: "saves", what: "burst of saves of one learner" },
  savesPerSecondPerAddress: { value: 200, unit: "saves/s", what: "saves of learners at one address" },
  savesBurstPerAddress: { value: 1_500, unit: "saves", what: "burst of saves of learners at one address" },
  savesPerSecondPerServer: { value: 400, unit: "saves/s", what: "saves on this server" },
  savesBurstPerServer: { value: 3_000, unit: "saves", what: "burst of saves on this server" },
  messagesPerSecond: { value: 100, unit: "messages/s", what: "incoming messages per socket" },
  messagesBurst: { value: 1_000, unit: "messages", what: "burst of incoming messages per socket" },
  clientsPerPage: { value: 8, unit: "clients", what: "server-run clients per page" },
  clientCommandsPerSecond: { value: 100, unit: "commands/s", what: "commands to server-run clients per page" },
  clientMessagesPerSecond: {
    value: 500,
    unit: "messages/s",
    what: "messages reported from server-run clients per page",
  },
  turnMessages: { value: 1_000, unit: "messages", what: "messages sent in one turn" },
  turnBytes: { value: 1 << 20, unit: "bytes", what: "bytes sent in one turn" },
  unsentBytes: { value: 1 << 20, unit: "bytes", what: "bytes waiting for a slow client" },
  hostUnsentBytes: {
    value: 64 << 20,
    unit: "bytes",
    what: "memory occupied by what waits for the slow clients of one host",
  },
  logLinesPerSecond: { value: 200, unit: "lines/s", what: "console output" },
  logBytesPerSecond: { value: 64 << 10, unit: "bytes/s", what: "console output" },
  logLineBytes: { value: 2 << 10, unit: "bytes", what: "one console line" },
  consoleBytesPerRoom: { value: 256 << 10, unit: "bytes", what: "console lines kept per room; a quarter if unwatched" },
  consoleBytesPerServer: { value: 32 << 20, unit: "bytes", what: "console lines kept for all rooms" },
  timers: { value: 256, unit: "timers", what: "live timers in one room" },
  timerMinMs: { value: 1, unit: "ms", what: "shortest timer" },
  timerMaxMs: { value: 86_400_000, unit: "ms", what: "longest timer" },
  idleRoomMs: { value: 600_000, unit: "ms", what: "time without sockets before a room is closed" },
  checkMs: { value: 5_000, unit: "ms", what: "real time of one check" },
  runMs: { value: 20_000, unit: "ms", what: "real time of one run of the checks" },
  runAnswerMs: { value: 35_000, unit: "ms", what: "wait for the result of a run, including the wait for its turn" },
  closeMs: { value: 2_000, unit: "ms", what: "wait for the peer's close frame" },
  openMs: { value: 5_000, unit: "ms", what: "wait for a room that is being opened" },
  upgradeMs: { value: 5_000, unit: "ms", what: "wait for a handler's upgrade()" },
  livePingMs: { value: 20_000, unit: "ms", what: "ping interval of a page's live channel" },
  liveTimeoutMs: { value: 40_000, unit: "ms", what: "silence that ends a page's live channel" },
  preflightSockets: { value: 50, unit: "sockets", what: "sockets of the preflight echo" },
  preflightSocketsPerAddress: { value: 4, unit: "sockets", what: "sockets of the preflight echo per address" },
  preflightMs: { value: 60_000, unit: "ms", what: "lifetime of a socket of the preflight echo" },
  preflightMessages: { value: 200, unit: "messages", what: "messages per socket of the preflight echo" },
  workshopsPerServer: { value: 50, unit: "workshops", what: "workshops that have not ended" },
  membersPerWorkshop: { value: 500, unit: "members", what: "members of one workshop, with those who left" },
  memberEventsPerSecond: { value: 2, unit: "events/s", what: "stored events of one member of a workshop" },
  memberEventsBurst: { value: 30, unit: "events", what: "burst of stored events of one member of a workshop" },
  editingGraceMs: { value: 10_000, unit: "ms", what: "absence that ends an instructor's editing of a member's code" },
  classroomSockets: { value: 500, unit: "sockets", what: "open sockets in the room of a classroom" },
  classroomSocketsPerLearner: { value: 20, unit: "sockets", what: "open sockets of one learner in a classroom" },
  classroomFuelPerSecond: { value: 60_000_000, unit: "fuel/s", what: "CPU over time of a classroom (about 300 ms)" },
  classroomFuelBurst: { value: 200_000_000, unit: "fuel", what: "CPU that a classroom may save up (about 1 s)" },
  classroomTurnMessages: { value: 5_000, unit: "messages", what: "messages that a classroom sends in one turn" },
  classroomTurnBytes: { value: 8 << 20, unit: "bytes", what: "bytes that a classroom sends in one turn" },
  draftsPerLearner: { value: 100, unit: "drafts", what: "drafts of one learner; as many deleted ones are kept" },
  pageBytes: { value: 64 << 10, unit: "bytes", what: "size of a client page" },
  snippetsPerLearner: { value: 200, unit: "snippets", what: "snippets of one learner" },
  snippetsPerHour: { value: 30, unit: "snippets/h", what: "snippets that one learner shares" },
  snippetsPerHourPerAddress: { value: 300, unit: "snippets/h", what: "snippets shared from one address" },
  snippetBytesPerServer: { value: 2 ** 30, unit: "bytes", what: "shared snippets of all learners" },
  unknownSnippetsPerMinute: {
    value: 300,
    unit: "requests/min",
    what: "requests from one address for snippets that do not exist",
  },
  sharedRoomSockets: { value: 500, unit: "sockets", what: "open sockets in the room that a snippet's visitors share" },
  headersMs: { value: 5_000, unit: "ms", what: "time to send HTTP headers" },
  requestMs: { value: 10_000, unit: "ms", what: "time to send an HTTP request" },
  bodyBytes: { value: 256 << 10, unit: "bytes", what: "body of an HTTP request" },
} as const satisfies Record<string, { value: number; unit: string; what: string }>;

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

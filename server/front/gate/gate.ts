// The gate's shared parts: who a client is, where it comes from, how much it may use, and how often it may guess a code.
import { LRUCache } from "lru-cache";
import type { Config } from "../../config.ts";
import { type Limits, socketsPerCheck } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import { HttpProblem } from "../http/problem.ts";
import { socketLimitOf } from "../rooms/audience.ts";
import type { Room, Visit } from "../rooms/room-registry.ts";
import type { FrontTopics, Topics } from "../topics.ts";
import { Budgets, limitReached, type Owner } from "./budgets.ts";
import { type ClassroomClient, ClassroomSockets } from "./classroom-sockets.ts";
import { LearnerNetworks, networkOf, PageHandshakes } from "./learner-networks.ts";
import { OtherMachines } from "./other-machines.ts";
import { Previews } from "./previews.ts";
import { createSessions, RequestOrigins, type Sessions } from "./request-origin.ts";

export interface Gate {
  readonly origins: RequestOrigins;
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly socketLimits: SocketLimits;
  /** Limits wrong device codes. */
  readonly attempts: AttemptLimiter;
  readonly networks: LearnerNetworks;
  readonly budgets: Budgets;
  readonly pageHandshakes: PageHandshakes;
  readonly otherMachines: OtherMachines;
}

export function createGate(config: Config, secret: string, topics: Topics<FrontTopics>): Gate {
  const networks = new LearnerNetworks();
  const onConnections = (learner: string) => topics.publish("learner.event", { learner, what: "connections" });
  const budgets = new Budgets(config.limits, networks, onConnections);
  return {
    origins: new RequestOrigins(config),
    sessions: createSessions(secret),
    previews: new Previews(secret),
    socketLimits: new SocketLimits(config.limits, budgets),
    attempts: new AttemptLimiter(),
    networks,
    budgets,
    pageHandshakes: new PageHandshakes(),
    otherMachines: new OtherMachines(),
  };
}

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** How many wrong attempts are allowed. */
export interface AttemptRates {
  readonly perAddress: Rate;
  /** For a crowd, or an attacker with many addresses. */
  readonly inTotal: Rate;
}

const standardRates: AttemptRates = {
  perAddress: { burst: 10, perSecond: 0.1 },
  inTotal: { burst: 400, perSecond: 20 },
};

/** The oldest addresses are forgotten first. An attacker with this many gains little: the total limit remains. */
const addressesKept = 10_000;

/** Limits wrong attempts, per IP address and in total. Correct attempts are free. */
export class AttemptLimiter {
  readonly #now: () => number;
  readonly #byNetwork = new LRUCache<string, TokenBucket>({ max: addressesKept });
  readonly #rates: AttemptRates;
  readonly #total: TokenBucket;

  constructor(now: () => number = () => performance.now(), rates = standardRates) {
    this.#now = now;
    this.#rates = rates;
    this.#total = this.#bucket(rates.inTotal);
  }

  /** Counts an attempt, as a wrong one until it is forgiven. Throws a 429 with `Retry-After` when there were too many. */
  count(address: string): void {
    const now = this.#now();
    const network = networkOf(address);
    const own = this.#byNetwork.get(network) ?? this.#bucket(this.#rates.perAddress);
    const waitMs = Math.max(own.waitMs(1, now), this.#total.waitMs(1, now));
    if (waitMs > 0) throw tooManyAttempts(waitMs);
    own.take(1, now);
    this.#total.take(1, now);
    this.#byNetwork.set(network, own);
  }

  /** Takes back an attempt that turned out to be correct. */
  forgive(address: string): void {
    const now = this.#now();
    const network = networkOf(address);
    const own = this.#byNetwork.get(network);
    this.#total.take(-1, now);
    own?.take(-1, now);
    if (own?.isFull(now)) this.#byNetwork.delete(network);
  }

  /** Looks something up by a code; null for a wrong one. */
  try<Found>(address: string, lookUp: () => Found | null): Found | null {
    this.count(address);
    const found = lookUp();
    if (found !== null) this.forgive(address);
    return found;
  }

  #bucket({ perSecond, burst }: Rate): TokenBucket {
    return new TokenBucket(perSecond, burst, this.#now());
  }
}

function tooManyAttempts(waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `Too many wrong codes. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return new HttpProblem(429, detail, { name: "too-many-attempts", headers: { "Retry-After": String(seconds) } });
}

export interface SocketClient extends ClassroomClient {
  readonly address: string;
}

/** Counts open sockets per room, and in the budget of the room's learner, from the hand-over to the end. */
export class SocketLimits {
  readonly #limits: Limits;
  readonly #budgets: Budgets;
  readonly #classrooms = new WeakMap<Room, ClassroomSockets>();

  constructor(limits: Limits, budgets: Budgets) {
    this.#limits = limits;
    this.#budgets = budgets;
  }

  get size(): number {
    return this.#budgets.sockets.used("total");
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter(room: Room, client: SocketClient): void {
    const most = this.most(room);
    const limit = socketLimitOf[room.audience];
    if (room.sockets >= most) throw limitReached(limit, most, "Close one and connect again.");
    if (room.audience === "class") this.#classroomOf(room).enter(client);
    if (room.audience === "visitors") this.#enterVisit(room, client);
    else if (room.kind === "own") this.#enterBudget(room, client);
    room.sockets++;
  }

  #enterVisit(room: Room, { address, port }: SocketClient): void {
    const visit: Visit = { port };
    this.#budgets.sockets.enter(visit, { learner: "", address: networkOf(address), isKnown: false });
    room.visits.push(visit);
  }

  #enterBudget(room: Room, { port }: SocketClient): void {
    try {
      this.#budgets.sockets.enter(room, this.#ownerOf(room));
    } catch (error) {
      this.#classrooms.get(room)?.leave(port);
      throw error;
    }
  }

  #classroomOf(room: Room): ClassroomSockets {
    const sockets = this.#classrooms.get(room) ?? new ClassroomSockets(this.#limits);
    this.#classrooms.set(room, sockets);
    return sockets;
  }

  most({ kind, audience }: Room): number {
    return kind === "check" ? socketsPerCheck : this.#limits[socketLimitOf[audience]];
  }

  /** Those of a classroom do not count for the instructor, who could otherwise not work beside it. */
  #ownerOf({ learner, audience }: Room): Owner {
    const owner = this.#budgets.ownerOf(learner);
    return audience === "class" ? { ...owner, learner: "" } : owner;
  }

  /** `port` is the client's. Two clients may have the same: then the older one is taken for the other. */
  leave(room: Room, port: number): void {
    if (room.sockets === 0) return;
    this.#classrooms.get(room)?.leave(port);
    this.#uncount(room, port);
  }

  #uncount(room: Room, port: number): void {
    room.sockets--;
    const index = room.visits.findIndex((visit) => visit.port === port);
    const [visit] = room.visits.splice(Math.max(0, index), 1);
    this.#budgets.sockets.leave(visit ?? room);
  }

  /** For a room whose host is gone; sockets that have not been handed over to it still count. */
  leaveAll(room: Room): void {
    this.#classrooms.delete(room);
    while (room.sockets > room.arriving) this.#uncount(room, room.visits[0]?.port ?? 0);
  }
}

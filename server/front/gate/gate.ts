// The gate's shared parts: who a client is, where it comes from, how much it may use, and how often it may guess a code.
import type { Config } from "../../config.ts";
import type { Topics } from "../topics.ts";
import { Budgets } from "./budgets.ts";
import { LearnerNetworks, PageHandshakes } from "./learner-networks.ts";
import { OtherMachines } from "./other-machines.ts";
import { Previews } from "./previews.ts";
import { AttemptLimiter } from "./rate-limits.ts";
import { RequestOrigins } from "./request-origin.ts";
import { createSessions } from "./sessions.ts";
import { SocketLimits } from "./socket-limits.ts";

export type Gate = Readonly<ReturnType<typeof createGate>>;

export function createGate(config: Config, secret: string, topics: Topics) {
  const networks = new LearnerNetworks();
  const onConnections = (learner: string) => topics.publish("learner.event", { learner, what: "connections" });
  const budgets = new Budgets(config.limits, networks, onConnections);
  return {
    origins: new RequestOrigins(config),
    sessions: createSessions(secret),
    previews: new Previews(secret),
    socketLimits: new SocketLimits(config.limits, budgets),
    /** Attempts at device codes. */
    attempts: new AttemptLimiter(),
    networks,
    budgets,
    pageHandshakes: new PageHandshakes(),
    otherMachines: new OtherMachines(),
  };
}

// The gate's shared parts: who a client is, where it comes from, and how much it may use.
import type { Config } from "../../config.ts";
import { AttemptLimiter } from "./attempt-limiter.ts";
import { Budgets } from "./budgets.ts";
import { LearnerNetworks } from "./learner-networks.ts";
import { PageHandshakes } from "./page-handshakes.ts";
import { RequestOrigins } from "./request-origin.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { SocketLimits } from "./socket-limits.ts";

export interface Gate {
  readonly origins: RequestOrigins;
  readonly sessions: Sessions;
  readonly socketLimits: SocketLimits;
  /** Limits wrong device codes. */
  readonly attempts: AttemptLimiter;
  readonly networks: LearnerNetworks;
  readonly budgets: Budgets;
  readonly pageHandshakes: PageHandshakes;
}

export function createGate(config: Config, secret: string): Gate {
  const networks = new LearnerNetworks();
  const budgets = new Budgets(config.limits, networks);
  return {
    origins: new RequestOrigins(config),
    sessions: createSessions(secret),
    socketLimits: new SocketLimits(config.limits, budgets),
    attempts: new AttemptLimiter(),
    networks,
    budgets,
    pageHandshakes: new PageHandshakes(),
  };
}

// Who has how many of a classroom's sockets: no member, and no stranger, can use up those of the others.
import type { Limits } from "../../protocol/limits.ts";
import { limitReached } from "./budgets.ts";

/** A client of a classroom. `port` is its own, with which the room's host reports that it has left. */
export interface ClassroomClient {
  readonly port: number;
  /** A member of the workshop, by learner; `server`: a client that this server runs, which is counted where it starts. */
  readonly who: { readonly learner: string } | "server" | "guest";
}

/** Guests, such as programs without a member's cookie and phones, together get this share of the sockets. */
const guestShare = 1 / 5;

export class ClassroomSockets {
  readonly #limits: Limits;
  readonly #open: { readonly port: number; readonly key: string }[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter({ port, who }: ClassroomClient): void {
    if (who === "server") return;
    const { classroomSockets, classroomSocketsPerLearner: most } = this.#limits;
    const key = who === "guest" ? "" : who.learner;
    const used = this.#open.filter((each) => each.key === key).length;
    if (who === "guest" && used >= Math.floor(classroomSockets * guestShare)) {
      const remedy = "Four fifths of them are for the workshop's members: connect from your own lesson's page.";
      throw limitReached("classroomSockets", classroomSockets, remedy);
    }
    if (who !== "guest" && used >= most)
      throw limitReached("classroomSocketsPerLearner", most, "Close one and connect again.");
    this.#open.push({ port, key });
  }

  leave(port: number): void {
    const index = this.#open.findIndex((each) => each.port === port);
    if (index >= 0) this.#open.splice(index, 1);
  }
}

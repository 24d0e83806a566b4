// An instructor's moves of the class: they count immediately and are sent one after the other.
import type { CommandResult, WorkshopCommand } from "../../../server/protocol/workshop.ts";
import { createValue, type Store } from "../../ui/store.ts";
import { type ClassPlace, moveCommands, type OwnPlace } from "./class-place.ts";
import type { RosterSession } from "./roster-session.ts";

interface ClassMovesOptions {
  readonly roster: Pick<RosterSession["store"], "get">;
  /** Resolves to null when the command failed. */
  readonly run: (command: WorkshopCommand) => Promise<CommandResult | null>;
  readonly first: OwnPlace | null;
}

export class ClassMoves {
  readonly own: Store<OwnPlace | null, OwnPlace | null>;
  readonly #options: ClassMovesOptions;
  #isSending = false;

  constructor(options: ClassMovesOptions) {
    this.#options = options;
    this.own = createValue(options.first);
  }

  /** While a move is being sent, of those that follow only the last is sent after it. */
  async move(to: ClassPlace): Promise<void> {
    this.own.dispatch({ place: to, seq: Number.POSITIVE_INFINITY });
    if (this.#isSending) return;
    this.#isSending = true;
    for (let place: ClassPlace | undefined = to; place !== undefined; ) place = await this.#send(place);
    this.#isSending = false;
  }

  /** Returns where the instructor has gone meanwhile. */
  async #send(place: ClassPlace): Promise<ClassPlace | undefined> {
    const seq = await this.#runAll(moveCommands(this.#options.roster.get().state, place));
    const now = this.own.get()?.place;
    if (now !== place) return now;
    this.own.dispatch({ place, seq });
    return undefined;
  }

  /** The number of the last event; 0 after a failure, so that the roster counts. */
  async #runAll(commands: readonly WorkshopCommand[]): Promise<number> {
    let seq = 0;
    for (const command of commands) {
      const result = await this.#options.run(command);
      if (result === null) return 0;
      seq = result.seq;
    }
    return seq;
  }
}

// Runs of the checks: saves first, lets a newer run replace an older one, and recalls the last result.
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { CodeSession } from "../code/code-session.ts";
import type { Draft, DraftAction } from "../code/draft.ts";
import { whyNot } from "../net/api.ts";
import { getLastRun, runChecks } from "../net/calls.ts";
import type { LiveChannel } from "../net/channel.ts";
import type { Store } from "../ui/store.ts";
import type { Run, RunAction } from "./run-state.ts";

export interface RunSessionOptions {
  readonly lesson: string;
  readonly run: Store<Run, RunAction>;
  readonly draft: Store<Draft, DraftAction>;
  readonly code: CodeSession;
  readonly channel: LiveChannel;
  /** The starter code, which is version 0. */
  readonly start: (style: Style) => string;
}

export class RunSession {
  readonly #options: RunSessionOptions;
  #requests = 0;

  constructor(options: RunSessionOptions) {
    this.#options = options;
  }

  /** Judges the present code. A run that is still in progress is replaced. */
  async start(): Promise<void> {
    const { run, draft, code, lesson } = this.#options;
    if (run.get().phase === "requested") return;
    const request = ++this.#requests;
    run.dispatch({ type: "requested" });
    await code.autosave.flush();
    const { style, saveError } = draft.get();
    if (saveError)
      return run.dispatch({
        type: "refused",
        message: `Only saved code can be checked. Not saved: ${saveError.message}`,
      });
    const answer = await runChecks(lesson, style);
    if (request !== this.#requests) return;
    if (!answer.ok) return run.dispatch({ type: "refused", message: whyNot(answer) });
    run.dispatch({ type: "answered", result: answer.value, judged: this.#judgedText(answer.value.version) });
    this.#onJudging();
  }

  /** False when the server cannot be reached; the run then ends at its time limit. */
  cancel(): boolean {
    const { run, channel } = this.#options;
    const { id, phase } = run.get();
    if (id === null || phase !== "running" || !channel.send({ type: "cancel", run: id })) return false;
    run.dispatch({ type: "cancelling" });
    return true;
  }

  receive(message: ToPage): void {
    const judged = message.type === "run" ? this.#judgedText(message.version) : null;
    this.#options.run.dispatch({ type: "live", message, judged });
    if (message.type === "run") this.#onJudging();
  }

  /** Shows the last result from before this page was opened. */
  async recall(): Promise<void> {
    const { run, lesson, start } = this.#options;
    const answer = await getLastRun(lesson);
    if (!answer.ok) return;
    const { result, done } = answer.value;
    const judged = result?.version === 0 ? start(result.style) : answer.value.judged;
    run.dispatch({ type: "recalled", result, judged, done });
    if (result) this.#options.code.addMilestone(result.style, result.version);
  }

  #judgedText(version: number): string | null {
    return this.#options.code.knownText(version);
  }

  /** The code may have been edited or saved elsewhere in the meantime; then the judged text is fetched. */
  #onJudging(): void {
    const { run, draft, code } = this.#options;
    const { id, judged, version, style } = run.get();
    if (style) code.addMilestone(style, version);
    if (id === null || judged !== null || style !== draft.get().style) return;
    void code.textOf(version).then((text) => text !== null && run.dispatch({ type: "judged-text", run: id, text }));
  }
}

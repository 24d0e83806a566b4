// Runs of the checks as a page asks for them: the unsaved text goes first, a newer run replaces an older, the last is recalled.
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
  /** The lesson's start, which is version 0. */
  readonly start: (style: Style) => string;
}

export class RunSession {
  readonly #options: RunSessionOptions;
  #asks = 0;

  constructor(options: RunSessionOptions) {
    this.#options = options;
  }

  /** Judges what stands in the editor now. Asked again while a run goes on, the newer one takes its place. */
  async start(): Promise<void> {
    const { run, draft, code, lesson } = this.#options;
    if (run.get().phase === "asked") return;
    const ask = ++this.#asks;
    run.dispatch({ type: "asked" });
    await code.autosave.flush();
    const { style, trouble } = draft.get();
    if (trouble)
      return run.dispatch({ type: "refused", message: `The checks judge saved code. Not saved: ${trouble.message}` });
    const answer = await runChecks(lesson, style);
    if (ask !== this.#asks) return;
    if (!answer.ok) return run.dispatch({ type: "refused", message: whyNot(answer) });
    run.dispatch({ type: "answered", result: answer.value, judged: this.#known(answer.value.version) });
    this.#tellJudged();
  }

  /** False when there is nobody to tell: the run ends by itself at its limit. */
  cancel(): boolean {
    const { run, channel } = this.#options;
    const { id, phase } = run.get();
    if (id === null || phase !== "running" || !channel.send({ type: "cancel", run: id })) return false;
    run.dispatch({ type: "cancelling" });
    return true;
  }

  heard(message: ToPage): void {
    const judged = message.type === "run" ? this.#known(message.version) : null;
    this.#options.run.dispatch({ type: "live", message, judged });
    if (message.type === "run") this.#tellJudged();
  }

  /** What the last run said, before this page was opened. */
  async recall(): Promise<void> {
    const { run, lesson, start } = this.#options;
    const answer = await getLastRun(lesson);
    if (!answer.ok) return;
    const { result, done } = answer.value;
    const judged = result?.version === 0 ? start(result.style) : answer.value.judged;
    run.dispatch({ type: "recalled", result, judged, done });
  }

  #known(version: number): string | null {
    return this.#options.code.knownText(version);
  }

  /** Typed on or saved elsewhere in the meantime: the judged text has to be fetched. */
  #tellJudged(): void {
    const { run, draft, code } = this.#options;
    const { id, judged, version, style } = run.get();
    if (id === null || judged !== null || style !== draft.get().style) return;
    void code.textOf(version).then((text) => text !== null && run.dispatch({ type: "judges", run: id, text }));
  }
}

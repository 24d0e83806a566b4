// A lane: tasks that must not overlap run one after the other, in the order they came.

export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` once everything before it has settled. A task that fails fails only its own promise. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

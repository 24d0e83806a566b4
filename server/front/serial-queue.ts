// Serial queue: runs asynchronous tasks one at a time, in the order they were added.

export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` once every earlier task has settled. A failure rejects only this promise. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

// The checks files that were read, each as of its stamp.
import { type Check, collect } from "./collect.ts";

export class ChecksCache {
  readonly #files = new Map<string, { readonly stamp: string; readonly checks: Promise<Check[]> }>();

  /** Reads the file when it is new or its stamp changed. Rejects with what its author has to mend. */
  checks(file: string, stamp: string): Promise<Check[]> {
    const known = this.#files.get(file);
    if (known?.stamp === stamp) return known.checks;
    const checks = collect(file);
    this.#files.set(file, { stamp, checks });
    // A file that could not be read may have been half written.
    checks.catch(() => this.#files.delete(file));
    return checks;
  }
}

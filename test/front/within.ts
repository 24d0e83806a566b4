// A deadline for what a test waits for, with a sentence for when it does not come.

/** Rejects after `ms` with what did not happen. */
export async function within<Result>(ms: number, what: string, promise: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

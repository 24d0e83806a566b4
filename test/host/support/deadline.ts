// Deadline for what a test waits for.

/** Rejects with `sentence` if `promise` has not settled within `ms`. */
export async function within<Value>(promise: Promise<Value>, sentence: string, ms = 60_000): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${sentence} within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

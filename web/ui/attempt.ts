/** Returns the result, or undefined if it throws: storage may be full or blocked, and what it holds may be damaged. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

// The memory of this process. Measuring it opens a file on Linux, which a process without free descriptors cannot.

/** Null while it cannot be measured. */
export function residentBytes(): number | null {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
}

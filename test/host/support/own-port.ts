// Ports for a test that has to name one: no other process is given them, because they are below those that systems choose.

/** Two for each process. */
export function ownPort(index: 0 | 1 = 0): number {
  return 20_000 + 2 * (process.pid % 6_000) + index;
}

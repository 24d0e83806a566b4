// Keeps one core busy until its parent ends it, or ends.
const sliceMs = 50;

function work(): void {
  const until = performance.now() + sliceMs;
  while (performance.now() < until);
  setImmediate(work);
}

process.once("disconnect", () => process.exit());
work();

// Runs a task at the server's start, and then every hour.
const everyMs = 60 * 60_000;

export function hourly(task: () => Promise<void>): Disposable {
  const timer = setInterval(() => void task(), everyMs).unref();
  void task();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

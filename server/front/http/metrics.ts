// What the server counts, as Prometheus reads it (text format 0.0.4).

const counters = {
  ws101_http_requests_total: "HTTP requests answered, by class of status",
  ws101_upgrades_total: "Upgrade requests, by what became of them",
  ws101_saves_total: "Saves, by whether the code loaded",
  ws101_save_ms_total: "Milliseconds that saves took, in all",
  ws101_load_ms_total: "Milliseconds that loads took inside a host, in all",
  ws101_runs_total: "Runs of a lesson's checks, by status",
  ws101_live_dropped_total: "Frames and console lines that slow pages missed",
} as const;

const gauges = {
  ws101_hosts: "Processes that take rooms",
  ws101_hosts_lost_total: "Hosts that ended without being asked to",
  ws101_rooms: "Open rooms",
  ws101_sockets: "Open sockets of learners' clients",
  ws101_pages: "Open pages (live channels)",
  ws101_clients: "Clients run by the server for pages",
  ws101_resident_bytes: "Resident memory of the front",
} as const;

type Counter = keyof typeof counters;
type Gauge = keyof typeof gauges;

export class Metrics {
  readonly #counts = new Map<string, number>();
  readonly #gauges: Readonly<Record<Gauge, () => number>>;

  constructor(read: Readonly<Record<Gauge, () => number>>) {
    this.#gauges = read;
  }

  /** `label` is of the server's making, never a stranger's: `status="2xx"`. */
  count(counter: Counter, label = "", by = 1): void {
    const series = label === "" ? counter : `${counter}{${label}}`;
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + by);
  }

  text(): string {
    const counted = Object.entries(counters).flatMap(([name, help]) => {
      const series = [...this.#counts].filter(([key]) => key === name || key.startsWith(`${name}{`));
      const lines = series.length === 0 ? [`${name} 0`] : series.map(([key, value]) => `${key} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines];
    });
    const read = Object.entries(this.#gauges).flatMap(([name, value]) => [
      `# HELP ${name} ${gauges[name as Gauge]}`,
      `# TYPE ${name} ${name.endsWith("_total") ? "counter" : "gauge"}`,
      `${name} ${value()}`,
    ]);
    return `${[...counted, ...read].join("\n")}\n`;
  }
}

// The server's metrics in Prometheus's text format 0.0.4.

const counters = {
  ws101_http_requests_total: "HTTP requests, by class of status",
  ws101_upgrades_total: "Upgrade requests, by result",
  ws101_saves_total: "Saves, by whether the code loaded",
  ws101_save_ms_total: "Total milliseconds spent on saves",
  ws101_load_ms_total: "Total milliseconds spent loading code in a host",
  ws101_runs_total: "Runs of a lesson's checks, by status",
  ws101_live_dropped_total: "Frames and console lines that slow pages missed",
} as const;

const gauges = {
  ws101_hosts: "Host processes that take rooms",
  ws101_hosts_lost_total: "Hosts that ended unexpectedly",
  ws101_rooms: "Open rooms",
  ws101_sockets: "Open sockets of learners' clients",
  ws101_pages: "Open live channels of pages",
  ws101_clients: "Server-run clients",
  ws101_workshops: "Workshops that have not ended",
  ws101_members: "Members of these workshops, with those who left",
  ws101_resident_bytes: "Resident memory of the front process",
  ws101_budget_used: "The largest use of each budget by one learner or one address, and the total",
  ws101_budget_limit: "The limit of each budget",
} as const;

type Counter = keyof typeof counters;
type Gauge = keyof typeof gauges;
const gaugeNames = Object.keys(gauges) as Gauge[];

/** Values by label. */
type Series = ReadonlyMap<string, number>;
type Value = number | Series;

export class Metrics {
  readonly #counts = new Map<string, number>();
  readonly #gauges = new Map<Gauge, () => Value | Promise<Value>>();

  /** `label` never contains input from clients, for example `status="2xx"`. */
  count(counter: Counter, label = "", by = 1): void {
    const series = label === "" ? counter : `${counter}{${label}}`;
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + by);
  }

  /** Registers the function that reads the gauge. */
  gauge(gauge: Gauge, read: () => Value | Promise<Value>): void {
    this.#gauges.set(gauge, read);
  }

  async text(): Promise<string> {
    const counterLines = Object.entries(counters).flatMap(([name, help]) => {
      const series = [...this.#counts].filter(([key]) => key === name || key.startsWith(`${name}{`));
      const lines = series.length === 0 ? [`${name} 0`] : series.map(([key, value]) => `${key} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines];
    });
    const gaugeLines = await Promise.all(gaugeNames.map((name) => this.#gaugeLines(name)));
    return `${[...counterLines, ...gaugeLines.flat()].join("\n")}\n`;
  }

  async #gaugeLines(name: Gauge): Promise<string[]> {
    const value = (await this.#gauges.get(name)?.()) ?? 0;
    const series =
      typeof value === "number" ? [[name, value]] : [...value].map(([label, n]) => [`${name}{${label}}`, n]);
    const type = name.endsWith("_total") ? "counter" : "gauge";
    return [`# HELP ${name} ${gauges[name]}`, `# TYPE ${name} ${type}`, ...series.map((pair) => pair.join(" "))];
  }
}

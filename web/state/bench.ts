// The page's own clients, A, B, …: what each is doing and what it sent and received.

export const keptMessages = 500;

export type Phase = "closed" | "connecting" | "open" | "closing";
export type Kind = "text" | "json" | "binary";

export interface LogEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly what: "sent" | "received" | "opened" | "closed" | "failed";
  /** `text` or `binary` for messages, empty for the rest. */
  readonly kind: "text" | "binary" | "";
  readonly text: string;
  readonly bytes: number;
}

export interface Client {
  readonly name: string;
  readonly phase: Phase;
  /** The subprotocol the handler chose; empty for none. */
  readonly protocol: string;
  readonly log: readonly LogEntry[];
  /** Entries that fell off the top. */
  readonly dropped: number;
  readonly nextSeq: number;
}

export interface Bench {
  readonly clients: readonly Client[];
}

export type NewEntry = Omit<LogEntry, "seq">;

export type BenchAction =
  | { readonly type: "set"; readonly names: readonly string[] }
  | { readonly type: "add" }
  | { readonly type: "remove"; readonly client: string }
  | { readonly type: "phase"; readonly client: string; readonly phase: Phase; readonly protocol?: string }
  | { readonly type: "log"; readonly client: string; readonly entries: readonly NewEntry[] }
  | { readonly type: "clear"; readonly client: string };

export const emptyBench: Bench = { clients: [] };
const mostClients = 8;

export function reduceBench(bench: Bench, action: BenchAction): Bench {
  switch (action.type) {
    case "set":
      return { clients: action.names.map(newClient) };
    case "add":
      return canAdd(bench) ? { clients: [...bench.clients, newClient(nextName(bench))] } : bench;
    case "remove":
      return { clients: bench.clients.filter((client) => client.name !== action.client) };
    case "phase":
      return change(bench, action.client, (client) => ({
        ...client,
        phase: action.phase,
        protocol: action.protocol ?? client.protocol,
      }));
    case "log":
      return change(bench, action.client, (client) => logged(client, action.entries));
    case "clear":
      return change(bench, action.client, (client) => ({ ...client, log: [], dropped: 0 }));
    default:
      return action satisfies never;
  }
}

export const canAdd = (bench: Bench): boolean => bench.clients.length < mostClients;

function newClient(name: string): Client {
  return { name, phase: "closed", protocol: "", log: [], dropped: 0, nextSeq: 1 };
}

/** The first letter that is free: A, B, … */
function nextName(bench: Bench): string {
  const taken = new Set(bench.clients.map((client) => client.name));
  return [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((letter) => !taken.has(letter)) ?? "Z";
}

function change(bench: Bench, name: string, by: (client: Client) => Client): Bench {
  return { clients: bench.clients.map((client) => (client.name === name ? by(client) : client)) };
}

function logged(client: Client, entries: readonly NewEntry[]): Client {
  const numbered = entries.map((entry, index) => ({ ...entry, seq: client.nextSeq + index }));
  const log = [...client.log, ...numbered];
  const over = Math.max(0, log.length - keptMessages);
  const nextSeq = client.nextSeq + entries.length;
  return { ...client, log: log.slice(over), dropped: client.dropped + over, nextSeq };
}

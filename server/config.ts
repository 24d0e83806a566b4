// The server's settings: the only reader of the environment, and what `ws101 serve --help` prints of it.
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Spares, sparesModes } from "./processes/supervisor.ts";
import { type LimitName, type Limits, limitsWith, limitTable } from "./protocol/limits.ts";

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly lessonsDir: string;
  /** Where the built page lies. */
  readonly webDir: string;
  /** Where the player of framed walkthroughs was built to. */
  readonly embedDir: string;
  readonly instructorToken: string | null;
  /** Null: one is generated and kept in the store. */
  readonly sessionSecret: string | null;
  /** What opens /metrics; null opens it to this machine alone. */
  readonly metricsToken: string | null;
  readonly publicUrl: URL | null;
  /** How many proxies in front of this server are ours; 0 believes no forwarded header. */
  readonly trustProxy: number;
  /** Passes cookies and `Authorization` that a browser adds to a page's sockets on to handlers. */
  readonly forwardCredentials: boolean;
  readonly hosts: number;
  readonly spares: Spares;
  readonly logLevel: string;
  readonly limits: Limits;
}

/** Settings nobody can start with: one sentence a line, for the one who typed them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL("..", import.meta.url));

function whole(min: number, max: number) {
  const sentence = `a whole number from ${min} to ${max} is wanted`;
  return z
    .string()
    .regex(/^\d{1,15}$/, sentence)
    .transform(Number)
    .pipe(z.number().min(min, sentence).max(max, sentence));
}

const publicUrl = z
  .url({ protocol: /^https?$/, error: "an address that begins with http:// or https:// is wanted" })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === "/" && url.search === "", "an address without a path is wanted");

const settings = {
  PORT: { schema: whole(0, 65_535), standard: "3000", what: "port to listen on; 0 takes a free one" },
  HOST: { schema: z.string().max(255), standard: "127.0.0.1", what: "address to listen on; 0.0.0.0 for a classroom" },
  DATA_DIR: { schema: z.string(), standard: "./data", what: "folder of the database" },
  LESSONS_DIR: { schema: z.string(), standard: join(root, "lessons"), what: "folder of the lessons" },
  DATABASE_URL: {
    schema: z
      .string()
      .refine(() => false, "PostgreSQL is not supported yet; leave it out and SQLite in DATA_DIR is used"),
    standard: null,
    what: "not yet: PostgreSQL instead of SQLite",
  },
  INSTRUCTOR_TOKEN: {
    schema: z.string().min(16, "at least 16 characters are wanted"),
    standard: null,
    what: "what opens the instructor's pages",
  },
  SESSION_SECRET: {
    schema: z.string().min(16, "at least 16 characters are wanted"),
    standard: null,
    what: "signs learners' cookies; generated and kept if absent",
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, "at least 16 characters are wanted"),
    standard: null,
    what: "opens /metrics; without one only this machine may read it",
  },
  PUBLIC_URL: { schema: publicUrl, standard: null, what: "the address people use, when it is not this machine's own" },
  TRUST_PROXY: { schema: whole(0, 8), standard: "0", what: "proxies in front of this server that are yours" },
  FORWARD_CREDENTIALS: {
    schema: whole(0, 1),
    standard: "0",
    what: "1 passes browsers' cookies and Authorization on to handlers",
  },
  HOSTS: {
    schema: whole(1, 64),
    standard: String(Math.max(1, availableParallelism() - 1)),
    what: "processes that run learners' code",
  },
  SPARES: {
    schema: z.enum(sparesModes, { error: `must be one of ${sparesModes.join(", ")}` }),
    standard: "lazy",
    what: "warm spare processes: none, lazy, or eager",
  },
  LOG_LEVEL: {
    schema: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"], {
      error: "one of silent, fatal, error, warn, info, debug, trace is wanted",
    }),
    standard: "warn",
    what: "least level that is logged",
  },
} as const;

interface Setting<Out> {
  readonly schema: z.ZodType<Out>;
  readonly standard: string | null;
}
type Read = <Out>(name: string, setting: Setting<Out>) => Out | null;

const limitNames = Object.keys(limitTable) as LimitName[];

/**
 * The settings from the environment, with `over` (command-line flags, under the variables' names) winning.
 * An empty variable counts as absent. Throws a `ConfigError` that names every one that is wrong.
 */
export function readConfig(over: Environment = {}): Config {
  const environment = { ...process.env, ...over };
  const wrong: string[] = [];
  const read: Read = (name, { schema, standard }) => {
    const text = environment[name] || standard;
    if (text === null) return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    wrong.push(`${name}: ${parsed.error.issues[0]?.message ?? "cannot be used"}.`);
    return null;
  };
  const config = {
    port: read("PORT", settings.PORT) ?? 0,
    host: read("HOST", settings.HOST) ?? "",
    dataDir: resolve(read("DATA_DIR", settings.DATA_DIR) ?? ""),
    lessonsDir: resolve(read("LESSONS_DIR", settings.LESSONS_DIR) ?? ""),
    webDir: join(root, "build/web"),
    embedDir: join(root, "build/embed"),
    instructorToken: read("INSTRUCTOR_TOKEN", settings.INSTRUCTOR_TOKEN),
    sessionSecret: read("SESSION_SECRET", settings.SESSION_SECRET),
    metricsToken: read("METRICS_TOKEN", settings.METRICS_TOKEN),
    publicUrl: read("PUBLIC_URL", settings.PUBLIC_URL),
    trustProxy: read("TRUST_PROXY", settings.TRUST_PROXY) ?? 0,
    forwardCredentials: read("FORWARD_CREDENTIALS", settings.FORWARD_CREDENTIALS) === 1,
    hosts: read("HOSTS", settings.HOSTS) ?? 1,
    spares: read("SPARES", settings.SPARES) ?? "lazy",
    logLevel: read("LOG_LEVEL", settings.LOG_LEVEL) ?? "warn",
    limits: readLimits(read),
  };
  read("DATABASE_URL", settings.DATABASE_URL);
  if (wrong.length > 0) throw new ConfigError(wrong.join("\n"));
  return config;
}

function readLimits(read: Read): Limits {
  const over = limitNames.map((name) => {
    const { env, value } = limitTable[name];
    return [name, read(env, { schema: whole(1, Number.MAX_SAFE_INTEGER), standard: String(value) }) ?? value];
  });
  return limitsWith(Object.fromEntries(over));
}

/** Every variable with its default and what it is for, a line each. */
export function environmentHelp(): string {
  const line = (name: string, standard: string, what: string) => `  ${name.padEnd(30)}${standard.padEnd(22)}${what}`;
  const own = Object.entries(settings).map(([name, { standard, what }]) => line(name, standard ?? "", what));
  const limits = Object.values(limitTable).map(({ env, value, unit, what }) => line(env, `${value} ${unit}`, what));
  return ["Environment:", ...own, "", "Limits:", ...limits, ""].join("\n");
}

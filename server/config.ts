// The server's settings: the only reader of the environment, and the help that `ws101 serve --help` prints.
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
  /** The built page. */
  readonly webDir: string;
  /** The built player of framed walkthroughs. */
  readonly embedDir: string;
  readonly instructorToken: string | null;
  /** Null: generated once and kept in the store. */
  readonly sessionSecret: string | null;
  /** Required by /metrics; null allows only this machine. */
  readonly metricsToken: string | null;
  readonly publicUrl: URL | null;
  /** Trusted proxies in front of this server; 0 ignores every forwarded header. */
  readonly trustProxy: number;
  /** Passes a browser's cookies and `Authorization` to handlers. */
  readonly forwardCredentials: boolean;
  readonly hosts: number;
  readonly spares: Spares;
  readonly logLevel: string;
  readonly limits: Limits;
}

/** Invalid settings: one sentence per line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL("..", import.meta.url));

function whole(min: number, max: number) {
  const sentence = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, sentence)
    .transform(Number)
    .pipe(z.number().min(min, sentence).max(max, sentence));
}

const publicUrl = z
  .url({ protocol: /^https?$/, error: "must be a URL that starts with http:// or https://" })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === "/" && url.search === "", "must not contain a path");

const settings = {
  PORT: { schema: whole(0, 65_535), fallback: "3000", what: "port to listen on; 0 chooses a free one" },
  HOST: { schema: z.string().max(255), fallback: "127.0.0.1", what: "address to listen on; 0.0.0.0 for a classroom" },
  DATA_DIR: { schema: z.string(), fallback: "./data", what: "folder of the database" },
  LESSONS_DIR: { schema: z.string(), fallback: join(root, "lessons"), what: "folder with the lessons" },
  DATABASE_URL: {
    schema: z
      .string()
      .refine(() => false, "PostgreSQL is not supported yet; without this setting, SQLite in DATA_DIR is used"),
    fallback: null,
    what: "PostgreSQL instead of SQLite; not supported yet",
  },
  INSTRUCTOR_TOKEN: {
    schema: z.string().min(16, "must have at least 16 characters"),
    fallback: null,
    what: "required to open the instructor's pages",
  },
  SESSION_SECRET: {
    schema: z.string().min(16, "must have at least 16 characters"),
    fallback: null,
    what: "signs session cookies; generated and stored by default",
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, "must have at least 16 characters"),
    fallback: null,
    what: "required by /metrics; by default only this machine may read it",
  },
  PUBLIC_URL: { schema: publicUrl, fallback: null, what: "the URL that people use, if it differs from this machine's" },
  TRUST_PROXY: { schema: whole(0, 8), fallback: "0", what: "number of trusted proxies in front of this server" },
  FORWARD_CREDENTIALS: {
    schema: whole(0, 1),
    fallback: "0",
    what: "1 passes browsers' cookies and Authorization to handlers",
  },
  HOSTS: {
    schema: whole(1, 64),
    fallback: String(Math.max(1, availableParallelism() - 1)),
    what: "number of processes that run learners' code",
  },
  SPARES: {
    schema: z.enum(sparesModes, { error: `must be one of ${sparesModes.join(", ")}` }),
    fallback: "lazy",
    what: "warm spare processes: none, lazy, or eager",
  },
  LOG_LEVEL: {
    schema: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"], {
      error: "must be silent, fatal, error, warn, info, debug or trace",
    }),
    fallback: "warn",
    what: "lowest level that is logged",
  },
} as const;

interface Setting<Out> {
  readonly schema: z.ZodType<Out>;
  readonly fallback: string | null;
}
type Read = <Out>(name: string, setting: Setting<Out>) => Out | null;

const limitNames = Object.keys(limitTable) as LimitName[];

/**
 * Reads the settings from the environment, overridden by `over` (command-line flags under the variables' names). An empty
 * variable counts as absent. Throws a `ConfigError` that names every invalid one.
 */
export function readConfig(over: Environment = {}): Config {
  const environment = { ...process.env, ...over };
  const errors: string[] = [];
  const read: Read = (name, { schema, fallback }) => {
    const text = environment[name] || fallback;
    if (text === null) return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    errors.push(`${name}: ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
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
  if (errors.length > 0) throw new ConfigError(errors.join("\n"));
  return config;
}

function readLimits(read: Read): Limits {
  const over = limitNames.map((name) => {
    const { env, value } = limitTable[name];
    return [name, read(env, { schema: whole(1, Number.MAX_SAFE_INTEGER), fallback: String(value) }) ?? value];
  });
  return limitsWith(Object.fromEntries(over));
}

/** One line per variable, with its default and purpose. */
export function environmentHelp(): string {
  const line = (name: string, fallback: string, what: string) => `  ${name.padEnd(40)}${fallback.padEnd(22)} ${what}`;
  const own = Object.entries(settings).map(([name, { fallback, what }]) => line(name, fallback ?? "", what));
  const limits = Object.values(limitTable).map(({ env, value, unit, what }) => line(env, `${value} ${unit}`, what));
  return ["Environment:", ...own, "", "Limits:", ...limits, ""].join("\n");
}

// The server's settings: the only reader of the environment, and the help that `ws101 serve --help` prints.
import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { sparesModes } from "./processes/supervisor.ts";
import { type LimitName, limitsWith, limitTable } from "./protocol/limits.ts";

export type Config = Readonly<ReturnType<typeof readConfig>>;

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

function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

const secret = z.string().min(16, "must have at least 16 characters").nullable().default(null);
const publicUrl = z
  .url({ protocol: /^https?$/, error: "must be a URL that starts with http:// or https://" })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === "/" && url.search === "", "must not contain a path");
const reportUrl = z
  .url({ protocol: /^(https?|mailto)$/, error: "must be a URL that starts with http://, https:// or mailto:" })
  .nullable()
  .default(null);
const postgres = z.never("PostgreSQL is not supported yet; without this setting, SQLite in DATA_DIR is used");
const levels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
const cores = Math.max(1, availableParallelism() - 1);

const settings = z.object({
  PORT: whole(0, 65_535).prefault("3000").describe("port to listen on; 0 chooses a free one"),
  HOST: z.string().max(255).default("127.0.0.1").describe("address to listen on; 0.0.0.0 for a classroom"),
  DATA_DIR: z.string().default("./data").describe("folder of the database"),
  LESSONS_DIR: z.string().default(join(root, "lessons")).describe("folder with the lessons"),
  DATABASE_URL: postgres.nullable().default(null).describe("PostgreSQL instead of SQLite; not supported yet"),
  INSTRUCTOR_TOKEN: secret.describe("required to open the instructor's pages"),
  SESSION_SECRET: secret.describe("signs session cookies; generated and stored by default"),
  METRICS_TOKEN: secret.describe("required by /metrics; by default only this machine may read it"),
  PUBLIC_URL: publicUrl.nullable().default(null).describe("the URL that people use, if it differs from this machine's"),
  TRUST_PROXY: whole(0, 8).prefault("0").describe("number of trusted proxies in front of this server"),
  FORWARD_CREDENTIALS: whole(0, 1).prefault("0").describe("1 passes browsers' cookies and Authorization to handlers"),
  HOSTS: whole(1, 64).prefault(String(cores)).describe("number of processes that run learners' code"),
  SPARES: oneOf(sparesModes).default("lazy").describe("warm spare processes: none, lazy, or eager"),
  SHARING: oneOf(["on", "off"]).default("on").describe("whether learners can share programs by link: on or off"),
  REPORT_URL: reportUrl.describe("where visitors report a shared program: a URL, or mailto: and an address"),
  LOG_LEVEL: oneOf(levels).default("warn").describe("lowest level that is logged"),
});

const limitNames = Object.keys(limitTable) as LimitName[];
const limit = whole(1, Number.MAX_SAFE_INTEGER);

/** All hosts together leave 40 % of the memory of a small machine or container to everything else. */
function defaultOf(name: LimitName, hosts = cores): number {
  const { value } = limitTable[name];
  if (name !== "hostMemoryBytes") return value;
  const machineBytes = Math.min(process.constrainedMemory() || totalmem(), totalmem());
  return Math.min(value, Math.floor((machineBytes * 0.6) / hosts));
}

const limitSettings = z.object(
  Object.fromEntries(limitNames.map((name) => [variableOf(name), limit.prefault(String(defaultOf(name)))])),
);

function variableOf(name: LimitName): string {
  return `LIMIT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/**
 * Reads the settings from the environment, overridden by `over` (command-line flags under the variables' names). An empty
 * variable counts as absent. Throws a `ConfigError` that names every invalid one.
 */
export function readConfig(over: Environment = {}) {
  const given = Object.entries({ ...process.env, ...over }).filter(([, value]) => value !== "" && value !== undefined);
  const environment = Object.fromEntries(given);
  const own = settings.safeParse(environment);
  const limits = limitSettings.safeParse(environment);
  if (!own.success || !limits.success) {
    const issues = [own, limits].flatMap(({ error }) => error?.issues ?? []);
    throw new ConfigError(issues.map(({ path, message }) => `${path.join(".")}: ${message}.`).join("\n"));
  }
  const { data } = own;
  const limitOf = (name: LimitName) => {
    const variable = variableOf(name);
    return variable in environment ? limits.data[variable] : defaultOf(name, data.HOSTS);
  };
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: resolve(data.DATA_DIR),
    lessonsDir: resolve(data.LESSONS_DIR),
    /** The built page. */
    webDir: join(root, "build/web"),
    /** The built player of framed walkthroughs. */
    embedDir: join(root, "build/embed"),
    instructorToken: data.INSTRUCTOR_TOKEN,
    /** Null: generated once and kept in the store. */
    sessionSecret: data.SESSION_SECRET,
    metricsToken: data.METRICS_TOKEN,
    publicUrl: data.PUBLIC_URL,
    /** 0 ignores every forwarded header. */
    trustProxy: data.TRUST_PROXY,
    forwardCredentials: data.FORWARD_CREDENTIALS === 1,
    hosts: data.HOSTS,
    spares: data.SPARES,
    /** A client page also opens in a tab of its own: only for a server that no one but its user can reach. */
    previewTabs: false,
    sharing: data.SHARING === "on",
    reportUrl: data.REPORT_URL,
    logLevel: data.LOG_LEVEL,
    limits: limitsWith(Object.fromEntries(limitNames.map((name) => [name, limitOf(name)]))),
  };
}

/** One line per variable, with its default and purpose. */
export function environmentHelp(): string {
  const line = (name: string, fallback: string, what: string) => `  ${name.padEnd(40)}${fallback.padEnd(22)} ${what}`;
  const own = Object.entries(settings.shape).map(([name, schema]) => {
    return line(name, String(schema.parse(undefined) ?? ""), schema.description ?? "");
  });
  const limits = limitNames.map((name) => {
    const { unit, what } = limitTable[name];
    return line(variableOf(name), `${defaultOf(name)} ${unit}`, what);
  });
  return ["Environment:", ...own, "", "Limits:", ...limits, ""].join("\n");
}

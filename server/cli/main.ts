// The `ws101` command on Node 24: runs a subcommand and exits with its code.
import packageJson from "../../package.json" with { type: "json" };
import { asksForHelp, type Command, reportError, usages } from "./arguments.ts";

const summaries: Readonly<Record<Command, string>> = {
  serve: "Start the server.",
  dev: "Start the server, rebuild and restart it when its files change, and reload changed lessons in open pages.",
  check: "Run a lesson's checks on a file. Exit code 0: all pass, 1: some fail, 2: could not run.",
  lint: "Prove that lessons are correct. Exit code 0: they are, 1: they have problems, 2: could not run.",
  new: "Create the files of a new lesson.",
  run: "Serve a handler, with its client page if it has one, and reload both on every save. Also runs what a link shares.",
  share:
    "Share a handler, with its client page if it has one, on a server, and print the link. Also deletes what a link shares.",
  eject: "Write a handler and its lesson's checks as a Node project.",
  rehearse:
    "Fill a workshop with simulated learners. Exit code 0: nothing was lost, 1: something was, 2: could not run.",
};

/** Each resolves to its exit code; one that rejects could not run: 2. */
const commands: Readonly<Record<Command, (args: readonly string[]) => Promise<number>>> = {
  serve: async (args) => (await import("./serve.ts")).serveCommand(args),
  dev: async (args) => (await import("./dev.ts")).devCommand(args),
  check: async (args) => (await import("./check.ts")).checkCommand(args),
  lint: async (args) => (await import("./lint.ts")).lintCommand(args),
  new: async (args) => (await import("./new.ts")).newCommand(args),
  run: async (args) => (await import("./run.ts")).runCommand(args),
  share: async (args) => (await import("./share.ts")).shareCommand(args),
  eject: async (args) => (await import("./eject.ts")).ejectCommand(args),
  rehearse: async (args) => (await import("./rehearse.ts")).rehearseCommand(args),
};
const names = Object.keys(usages) as Command[];

const helpOf = (command: Command) => `  ws101 ${command} ${usages[command]}\n      ${summaries[command]}\n`;
const help = `ws101: learn WebSockets by writing the server\n\n${names.map(helpOf).join("")}`;

// On EPIPE, what read the output has gone, as in `ws101 lint --watch | head -1`. A command that runs until Ctrl+C stops as if it
// had been pressed. The others complete quietly: they clean up at their end, and their exit code is the usual one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.emit("SIGINT");
  });
}

const [word, ...args] = process.argv.slice(2);
const name = names.find((each) => each === word);

if (word === undefined || word === "help" || asksForHelp([word])) {
  process.stdout.write(help);
} else if (word === "--version" || word === "-v") {
  process.stdout.write(`${packageJson.version}\n`);
} else if (name !== undefined && asksForHelp(args)) {
  process.stdout.write(helpOf(name));
  if (name === "serve") process.stdout.write(`\n${(await import("../config.ts")).environmentHelp()}`);
} else if (name !== undefined) {
  process.exitCode = await commands[name](args).catch((error: unknown) => reportError(name, error));
} else {
  process.stderr.write(`ws101: unknown command "${word}".\n\n${help}`);
  process.exitCode = 2;
}

// The `ws101` command on Node 24: runs a subcommand and exits with its code.
interface Command {
  readonly summary: string;
  readonly usage: string;
  run(args: readonly string[]): Promise<number>;
}

const commands: Record<string, Command> = {
  serve: {
    summary: "Start the server.",
    usage: "[--port 3000] [--host 127.0.0.1] [--data DIR] [--lessons DIR]",
    run: async (args) => (await import("./serve.ts")).serveCommand(args),
  },
  dev: {
    summary: "Start the server, and rebuild and restart it when its files change.",
    usage: "[options of serve]",
    run: async (args) => (await import("./dev.ts")).devCommand(args),
  },
  check: {
    summary: "Run a lesson's checks on a file. Exit code 0: all pass, 1: some fail, 2: could not run.",
    usage: "<lesson> [file.ts] [--style loop|events] [--json] [--watch]",
    run: async (args) => (await import("./check.ts")).checkCommand(args),
  },
  run: {
    summary: "Serve one handler, and reload it on every save.",
    usage: "<file.ts> [--port N]",
    run: async (args) => (await import("./run.ts")).runCommand(args),
  },
};

function help(): string {
  const lines = Object.entries(commands).map(
    ([name, { summary, usage }]) => `  ws101 ${name} ${usage}\n      ${summary}`,
  );
  return ["ws101: learn WebSockets by writing the server", "", ...lines, ""].join("\n");
}

const [name, ...args] = process.argv.slice(2);
const command = name === undefined ? undefined : commands[name];

if (name === undefined || name === "help" || name === "--help" || name === "-h") {
  process.stdout.write(help());
} else if (command === undefined) {
  process.stderr.write(`ws101: unknown command "${name}".\n\n${help()}`);
  process.exitCode = 2;
} else {
  process.exitCode = await command.run(args);
}

// The `ws101` command on Node 24: finds the sub-command and ends with its exit code.
interface Command {
  readonly does: string;
  readonly usage: string;
  run(args: readonly string[]): Promise<number>;
}

const commands: Record<string, Command> = {
  serve: {
    does: "the server",
    usage: "[--port 3000] [--host 127.0.0.1] [--data DIR] [--lessons DIR]",
    run: async (args) => (await import("./serve.ts")).serveCommand(args),
  },
  dev: {
    does: "the server for those who change it: starts again when a file of it changes",
    usage: "[the same as serve]",
    run: async (args) => (await import("./dev.ts")).devCommand(args),
  },
  check: {
    does: "a lesson's checks on a file, with no browser: 0 all pass, 1 some fail, 2 could not run",
    usage: "<lesson> [file.ts] [--style loop|events] [--json] [--watch]",
    run: async (args) => (await import("./check.ts")).checkCommand(args),
  },
  run: {
    does: "one handler on a socket, hot-loaded on save",
    usage: "<file.ts> [--port N]",
    run: async (args) => (await import("./run.ts")).runCommand(args),
  },
};

function help(): string {
  const lines = Object.entries(commands).map(([name, { does, usage }]) => `  ws101 ${name} ${usage}\n      ${does}`);
  return ["ws101: learn WebSockets by writing the server", "", ...lines, ""].join("\n");
}

const [name, ...args] = process.argv.slice(2);
const command = name === undefined ? undefined : commands[name];

if (name === undefined || name === "help" || name === "--help" || name === "-h") {
  process.stdout.write(help());
} else if (command === undefined) {
  process.stderr.write(`ws101: there is no command "${name}".\n\n${help()}`);
  process.exitCode = 2;
} else {
  process.exitCode = await command.run(args);
}

// Parses the command line of the bench, and explains it.
import { parseArgs } from "node:util";
import { z } from "zod";

const optionsSchema = z.object({
  help: z.boolean().default(false),
  only: z.array(z.string()).optional(),
  runs: z.coerce.number("must be a number").int().min(2).max(10_000).default(100),
  busy: z.boolean().default(false),
  minutes: z.coerce.number("must be a number").positive().default(10),
});
export type BenchArguments = z.infer<typeof optionsSchema>;

type Parsed =
  | { readonly problem: null; readonly options: BenchArguments }
  /** A sentence. */
  | { readonly problem: string };

export function parseBenchArguments(args: readonly string[], parts: readonly string[]): Parsed {
  try {
    const options = optionsSchema.parse(valuesIn(args));
    const unknown = options.only?.find((name) => !parts.includes(name));
    if (unknown === undefined) return { problem: null, options };
    return { problem: `Unknown part "${unknown}". Available: ${parts.join(", ")}.` };
  } catch (error) {
    return { problem: `${problemOf(error).replace(/\.?$/, ".")} \`--help\` lists the options.` };
  }
}

function valuesIn(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      only: { type: "string", multiple: true },
      runs: { type: "string" },
      busy: { type: "boolean" },
      minutes: { type: "string" },
    },
  }).values;
}

function problemOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  return `--${issue?.path.join(".")}: ${issue?.message}`;
}

interface Described {
  readonly about: string;
  readonly isLong?: true;
}

export function usage(parts: Readonly<Record<string, Described>>): string {
  const listed = (isWanted: (part: Described) => boolean) =>
    Object.entries(parts)
      .filter(([, part]) => isWanted(part))
      .map(([name, { about }]) => `  ${name.padEnd(24)} ${about}`)
      .join("\n");
  return `npm run bench -- [--only PART]… [options]

Parts:
${listed((part) => !part.isLong)}

Parts that run only when they are named:
${listed((part) => part.isLong === true)}

Options:
  --only PART              may be repeated; without it, every part of the first list runs
  --runs N                 seeds: runs of each program, 100 by default
  --busy                   seeds: a busy process for every core meanwhile
  --minutes N              soak: 10 by default
  --help                   this text`;
}

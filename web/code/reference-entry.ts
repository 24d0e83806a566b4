// The entry of /reference for a name in a handler: for what it imports, and for members of what the libraries declare.
import { z } from "zod";

export interface ReferenceLink {
  /** Its anchor, for example `ws101-Socket`. */
  readonly entry: string;
  readonly name: string;
}

/** As the reference names its sections: `node:timers/promises` is `timers-promises`. */
function sectionOf(module: string): string {
  return module.replace(/^node:/, "").replaceAll("/", "-");
}

const imports = /^\s*import\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*["']([^"'.][^"']*)["']/gm;

/** Its anchor, for example `ws101-select`; null for a name that the handler does not import. */
export function referenceEntry(source: string, word: string): string | null {
  for (const [, list = "", module = ""] of source.matchAll(imports)) {
    for (const item of list.split(",")) {
      const [, name, local = name] = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(item) ?? [];
      if (name !== undefined && local === word) return `${sectionOf(module)}-${name}`;
    }
  }
  return null;
}

const definitionSchema = z.object({ fileName: z.string(), containerName: z.string() });

/** The libraries and the globals: a file of types each. Other modules are Node's. */
const typeFile = /\/types\/(ws101|ws|globals)\.d\.ts$/;

/** The entry of the type that declares a member, from the definitions that TypeScript finds for it. */
export function memberEntry(definitions: unknown): ReferenceLink | null {
  const [first] = z.array(definitionSchema).catch([]).parse(definitions);
  const section = typeFile.exec(first?.fileName ?? "")?.[1];
  const name = first?.containerName ?? "";
  return section === undefined || !/^[A-Z]\w*$/.test(name) ? null : { entry: `${section}-${name}`, name };
}

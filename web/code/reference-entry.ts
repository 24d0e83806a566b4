// The entry of /reference for a name in a handler: what it imports, and the globals of a room.

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

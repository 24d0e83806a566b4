// Names of files and folders from what people have typed: safe on every system, and different from each other.

const maxChars = 60;
/** Windows opens devices under these names, whatever their extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Letters, digits and `_ - .` and spaces of the text; never a path. `_` for a text that has none of them. */
export function fileName(text: string): string {
  const kept = text.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}_\-. ]+/gu, "_");
  const short = [...kept].slice(0, maxChars).join("");
  const trimmed = short.replace(/^[. ]+|[. ]+$/g, "") || "_";
  return reserved.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** The names of these texts, in order, each different from the others on systems that ignore letter case. */
export function fileNames(texts: readonly string[]): string[] {
  const used = new Set<string>();
  return texts.map((text) => {
    const name = fileName(text);
    let free = name;
    for (let number = 2; used.has(keyOf(free)); number++) free = `${name} (${number})`;
    used.add(keyOf(free));
    return free;
  });
}

function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

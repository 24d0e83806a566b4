// Highlighted HTML cut into its lines, with no more markup than colours need.

const line = /^<span class="line">(.*)<\/span>$/;
const token = /<span style="([^"]*)">([^<]*)<\/span>/g;
const ground = /^<pre [^>]*style="(--shiki-light:#\w+;--shiki-dark:#\w+)/;

/** The theme's comments are just dark enough on white; lines that are not lit are paler, and have to be read too. */
const comments = { theme: "--shiki-light:#66707B", darker: "--shiki-light:#424A53" } as const;

/** The lines of what `Highlight` made. Tokens of the ground's colour carry none; neighbours of one colour are one. */
export function highlightedLines(html: string): string[] {
  const plain = ground.exec(html)?.[1]?.toLowerCase() ?? "";
  const inner = html.replace(/^<pre[^>]*><code>/, "").replace(/<\/code><\/pre>$/, "");
  const rows = inner.replaceAll(comments.theme, comments.darker).split("\n");
  return rows.map((row) => slim(line.exec(row)?.[1] ?? "", plain));
}

interface Run {
  readonly style: string;
  readonly text: string;
}

function slim(row: string, plain: string): string {
  return runsOf(row, plain)
    .map(({ style, text }) => (style === "" ? text : `<span style="${style}">${text}</span>`))
    .join("");
}

function runsOf(row: string, plain: string): Run[] {
  const runs: Run[] = [];
  for (const [, colours = "", text = ""] of row.matchAll(token)) {
    const last = runs.at(-1);
    const colour = colours.toLowerCase() === plain ? "" : colours;
    // A space has no colour of its own.
    const style = text.trim() === "" ? (last?.style ?? "") : colour;
    if (last?.style === style) runs.splice(-1, 1, { style, text: last.text + text });
    else runs.push({ style, text });
  }
  return runs;
}

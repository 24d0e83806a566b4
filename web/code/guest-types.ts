// The declarations of `ws101`, `ws` and Node's small modules, the same files that `tsc` reads, for the editor's TypeScript.

const files: Record<string, string> = import.meta.glob("../../server/guest/types/*.d.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

export interface ExtraLib {
  readonly content: string;
  readonly filePath: string;
}

/** Each declares its modules by name, so it may lie anywhere. */
export function guestTypes(): ExtraLib[] {
  return Object.entries(files).map(([path, content]) => ({
    content,
    filePath: `file:///types/${path.replace(/^.*\//, "")}`,
  }));
}

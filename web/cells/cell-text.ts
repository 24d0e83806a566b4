// Local storage for the edited code of cells, until they are reset. A full or forbidden storage costs only this.

const keyOf = (id: string): string => `ws101.cell.${id}`;

export function textOf(id: string): string | null {
  return attempt(() => window.localStorage.getItem(keyOf(id)));
}

export function rememberText(id: string, text: string): void {
  attempt(() => window.localStorage.setItem(keyOf(id), text));
}

export function forgetText(id: string): void {
  attempt(() => window.localStorage.removeItem(keyOf(id)));
}

function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}

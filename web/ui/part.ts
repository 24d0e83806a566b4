// Finds elements of markup that the server wrote, and makes others.

/** Throws if the markup lacks the element. */
export function part<E extends Element>(within: ParentNode, selector: string, kind: new () => E): E {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The document has no ${selector}.`);
  return found;
}

export function makeElement<N extends keyof HTMLElementTagNameMap>(
  name: N,
  properties: Partial<HTMLElementTagNameMap[N]>,
): HTMLElementTagNameMap[N] {
  return Object.assign(document.createElement(name), properties);
}

// Finds elements of markup that the server wrote.

/** Throws if the markup lacks the element. */
export function part<E extends Element>(within: ParentNode, selector: string, kind: new () => E): E {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The document has no ${selector}.`);
  return found;
}

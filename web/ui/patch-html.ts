// Puts newer HTML into an element. What is the same keeps its nodes, and with them the focus and the scroll position.

export function patchHtml(element: Element, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  patchChildren(element, template.content);
}

function patchChildren(parent: ParentNode & Node, wanted: ParentNode & Node): void {
  const [now, then] = [[...parent.childNodes], [...wanted.childNodes]];
  const start = sameFromStart(now, then);
  const end = sameFromStart(now.slice(start).reverse(), then.slice(start).reverse());
  const [old, fresh] = [now.slice(start, now.length - end), then.slice(start, then.length - end)];
  const next = now[now.length - end] ?? null;
  for (const [index, node] of fresh.entries()) {
    const known = old[index];
    if (known === undefined) parent.insertBefore(node, next);
    else if (!patchNode(known, node)) known.replaceWith(node);
  }
  for (const node of old.slice(fresh.length)) node.remove();
}

function sameFromStart(now: readonly Node[], then: readonly Node[]): number {
  const index = now.findIndex((node, at) => !node.isEqualNode(then[at] ?? null));
  return index < 0 ? now.length : index;
}

/** False if the node cannot become the other. */
function patchNode(node: Node, wanted: Node): boolean {
  if (!(node instanceof Element) || !(wanted instanceof Element) || node.nodeName !== wanted.nodeName) return false;
  for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  patchChildren(node, wanted);
  return true;
}

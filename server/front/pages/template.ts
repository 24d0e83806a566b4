// The built document, cut where the server puts in a page's head, its text, and what its program begins with.
import { type Html, html, trusted } from "./html.ts";

export interface Filling {
  readonly head: Html;
  /** What stands in `#page` until the program takes over. */
  readonly page: Html;
  /** Shown after the page: the data that its program begins with. */
  readonly boot: Html;
}

export class Template {
  readonly #begin: string;
  readonly #head: string;
  readonly #page: string;
  readonly #end: string;
  /** Links to the styles, for a document that needs nothing else of the build. */
  readonly styles: Html;
  /** The name of the page's program, which the build makes from its content; empty when there is none. */
  readonly program: string;

  /** Throws when the document has no places to fill. */
  constructor(document: string) {
    const cut = /^(.*)<!--ws101:head-->.*<!--\/ws101:head-->(.*)<!--ws101:page-->(.*)<!--ws101:boot-->(.*)$/s;
    const [, begin, head, page, end] = cut.exec(document) ?? [];
    if (begin === undefined || head === undefined || page === undefined || end === undefined) {
      throw new Error("The built index.html has no places for the server's text: build the page again.");
    }
    [this.#begin, this.#head, this.#page, this.#end] = [begin, head, page, end];
    this.program = /<script type="module"[^>]* src="\/assets\/([\w.-]+)"/.exec(document)?.[1] ?? "";
    this.styles = trusted([...document.matchAll(/<link rel="stylesheet"[^>]*>/g)].join("\n"));
  }

  fill({ head, page, boot }: Filling): Html {
    const [begin, afterHead, afterPage, end] = [this.#begin, this.#head, this.#page, this.#end].map(trusted);
    return html`${begin ?? null}${head}${afterHead ?? null}${page}${afterPage ?? null}${boot}${end ?? null}`;
  }
}

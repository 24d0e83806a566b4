// A program of the document: a listing, and a text field in its place while it is edited.

export interface CodeListingOptions {
  readonly listing: HTMLPreElement;
  /** The text field's name for assistive technology. */
  readonly label: string;
  onInput(): void;
  /** Ctrl+Enter in the text field. */
  onRun(): void;
}

export class CodeListing {
  readonly #options: CodeListingOptions;
  readonly #original: string;
  #field: HTMLTextAreaElement | null = null;

  constructor(options: CodeListingOptions) {
    this.#options = options;
    this.#original = options.listing.textContent;
  }

  get text(): string {
    return this.#field?.value ?? this.#original;
  }

  get isChanged(): boolean {
    return this.text !== this.#original;
  }

  edit(text = this.#original): HTMLTextAreaElement {
    if (this.#field !== null) return this.#field;
    const field = document.createElement("textarea");
    field.className = "cell-field";
    field.value = text;
    field.wrap = "off";
    field.spellcheck = false;
    field.autocapitalize = "off";
    field.ariaLabel = this.#options.label;
    field.addEventListener("input", () => this.#onInput(field));
    field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#options.listing.hidden = true;
    this.#options.listing.after(field);
    this.#field = field;
    fit(field);
    return field;
  }

  /** Shows the listing again, without marks. */
  reset(): void {
    this.#field?.remove();
    this.#field = null;
    this.#options.listing.hidden = false;
    this.mark([]);
  }

  /** Marks lines of the listing that have a problem. */
  mark(lines: readonly number[]): void {
    for (const [index, row] of this.#rows.entries()) row.toggleAttribute("data-problem", lines.includes(index + 1));
  }

  /** Selects the line in the text field. */
  select(line: number): void {
    const field = this.edit();
    const rows = field.value.split("\n");
    const from = rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0);
    field.focus();
    field.setSelectionRange(from, from + (rows[line - 1]?.length ?? 0));
  }

  /** Scrolls to the line, in the text field if there is one. */
  show(line: number): void {
    if (this.#field !== null) this.select(line);
    else this.#rows[line - 1]?.scrollIntoView({ block: "center" });
  }

  get #rows(): readonly Element[] {
    return [...this.#options.listing.querySelectorAll(".line")];
  }

  #onInput(field: HTMLTextAreaElement): void {
    fit(field);
    this.#options.onInput();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#options.onRun();
  }
}

function fit(field: HTMLTextAreaElement): void {
  field.rows = field.value.split("\n").length;
}

// The reference: what handlers can import and use, close codes, opcodes. Readable without scripts; one adds the search.
import type { Reference, ReferenceEntry, ReferenceSection } from "../../course/reference.ts";
import {
  type CloseCodeRow,
  closeCodeRows,
  controlPayloadBytes,
  type OpcodeName,
  opcodeName,
} from "../../protocol/rfc6455.ts";
import { type Html, headMarkup, html, trusted } from "./document.ts";
import { brandLink, type CellsView, cellsScript, siteDocument, siteNav } from "./site-document.ts";

interface View extends CellsView {
  readonly reference: Reference;
}

const path = "/reference";
const description =
  "The modules ws101 and ws as handlers see them, the globals of a room, and the close codes and opcodes of RFC 6455.";

export function referenceDocument({ reference, course, styles, script, origin }: View): Html {
  const head = { title: "Reference · ws101", description, origin, path };
  return siteDocument(
    [headMarkup(head), styles, html`<script src="/reference.js" defer></script>`, cellsScript(script)],
    html`<div class="reference">
      <header class="reference-bar page-bar row">
        ${brandLink()}
        <h1>Reference</h1>
        <span class="spacer"></span>
        ${siteNav(course, path, "Pages")}
        ${search()}
      </header>
      ${contents(reference)}
      <main>
        <p class="reference-found muted small" role="status"></p>
        ${reference.sections.map(moduleSection)}
        ${closeCodeSection()}
        ${opcodeSection()}
      </main>
      <footer class="reference-foot page-foot">${siteNav(course, path, "More to read")}</footer>
    </div>`,
  );
}

function search(): Html {
  return html`<search class="find">
          <input type="search" placeholder="Search the reference" aria-label="Search the reference" autocomplete="off" spellcheck="false" />
          <span class="slash muted" aria-hidden="true"><kbd>/</kbd></span>
        </search>`;
}

const tableSections = [
  { id: "close-codes", title: "Close codes" },
  { id: "opcodes", title: "Opcodes" },
];

function contents({ sections }: Reference): Html {
  const names = (entries: readonly ReferenceEntry[]) =>
    html`<ul>${entries.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul>`;
  return html`<nav class="reference-contents small" aria-label="Contents">
        ${sections.map(({ id, module, entries }) => html`<p><a href="#${id}">${module ?? "Globals"}</a></p>${names(entries)}`)}
        ${tableSections.map(({ id, title }) => html`<p><a href="#${id}">${title}</a></p>`)}
      </nav>`;
}

const intros: Readonly<Record<string, string>> = {
  ws101:
    "The library of handlers in loop style: sockets that you read with for await, and what tasks need to work together.",
  ws: "The library of handlers in events style: the server side of npm's ws.",
  globals: "Available without an import. There is no DOM and no access to anything outside the room.",
};

function moduleSection({ id, module, entries }: ReferenceSection): Html {
  const intro = intros[id] ?? `Node's module, also as node:${module ?? ""}.`;
  return html`<section class="reference-section" aria-labelledby="${id}">
          <h2 id="${id}">${module === null ? "Globals" : html`<code>${module}</code>`}</h2>
          <p class="muted">${intro}</p>
          ${entries.map(entryMarkup)}
        </section>`;
}

function entryMarkup({ id, name, isExported, isDefault, signatureHtml, commentHtml, cellHtml }: ReferenceEntry): Html {
  const note = isDefault ? "also the default export" : !isExported && "a type that cannot be imported";
  return html`<article class="reference-entry card prose" id="${id}" data-name="${name}" aria-labelledby="${id}-name">
            <h3 id="${id}-name"><a class="anchor mono bare-link" href="#${id}">${name}</a>${note && html` <span class="muted tiny">${note}</span>`}</h3>
            ${trusted(commentHtml)}
            ${trusted(signatureHtml)}
            ${trusted(cellHtml)}
          </article>`;
}

const senders = { either: "Either side", client: "The client", server: "The server" } as const;

function closeCodeSection(): Html {
  const row = ({
    from,
    to,
    name,
    detail,
    sender,
  }: CloseCodeRow) => html`<tr class="reference-entry" data-name="${name}">
              <th scope="row" class="nowrap">${from === to ? from : `${from}–${to}`}</th>
              <td>${name}</td><td>${detail}</td><td>${sender === null ? "Nobody" : senders[sender]}</td>
            </tr>`;
  return html`<section class="reference-section" aria-labelledby="close-codes">
          <h2 id="close-codes">Close codes</h2>
          <p class="muted">RFC 6455 §7.4.1 and the registry of IANA; a code that is not listed belongs to a range at the end. “Nobody” means that the code never appears in a close frame; 1005, 1006 and 1015 are what an API reports instead.</p>
          <div class="card prose"><table>
            <thead><tr><th scope="col">Code</th><th scope="col">Name</th><th scope="col">Meaning</th><th scope="col">Who may send it</th></tr></thead>
            <tbody>${closeCodeRows.map(row)}</tbody>
          </table></div>
        </section>`;
}

const opcodeDetails: Readonly<Record<OpcodeName | "reserved", string>> = {
  continuation: "the next fragment of a message that an earlier frame began",
  text: "a text message in UTF-8, or its first fragment",
  binary: "a binary message, or its first fragment",
  close: "starts or answers the closing handshake; may contain a code and a reason",
  ping: "asks the other side for a pong with the same payload",
  pong: "answers a ping; also allowed unasked",
  reserved: "must not be used; the receiver fails the connection with 1002",
};

function opcodeSection(): Html {
  const kind = (opcode: number) => (opcode < 8 ? "Data" : "Control");
  const row = (opcode: number) => html`<tr class="reference-entry" data-name="${opcodeName(opcode)}">
              <th scope="row"><code>0x${opcode.toString(16).toUpperCase()}</code></th>
              <td>${opcodeName(opcode)}</td><td>${opcodeDetails[opcodeName(opcode)]}</td><td>${kind(opcode)}</td>
            </tr>`;
  return html`<section class="reference-section" aria-labelledby="opcodes">
          <h2 id="opcodes">Opcodes</h2>
          <p class="muted">RFC 6455 §5.2 and §11.8. A control frame has at most ${controlPayloadBytes} bytes of payload and is never fragmented; it may stand between the fragments of a message.</p>
          <div class="card prose"><table>
            <thead><tr><th scope="col">Opcode</th><th scope="col">Name</th><th scope="col">Meaning</th><th scope="col">Kind</th></tr></thead>
            <tbody>${Array.from({ length: 16 }, (_each, opcode) => row(opcode))}</tbody>
          </table></div>
        </section>`;
}

// How a socket began: the request and the answer with their headers, the ones that matter explained.
import type { Handshake } from "../../../server/protocol/handshake.ts";
import { printable } from "../../ui/printable.ts";
import { withoutHeaps } from "../model/one-line.ts";

const explained: Readonly<Record<string, string>> = {
  upgrade: "asks to leave HTTP for another protocol",
  connection: "says that Upgrade is meant for the very next hop",
  "sec-websocket-key": "16 random bytes in base64; the answer has to be computed from them",
  "sec-websocket-accept":
    "SHA-1 of the key and a fixed text, in base64: proves that this server speaks WebSocket and answers this request",
  "sec-websocket-version": "13 is RFC 6455, the only one in use",
  "sec-websocket-protocol": "subprotocols: the client offers a list, the server picks one or none",
  "sec-websocket-extensions": "such as compression; ws101 agrees to none, so that frames stay readable",
  origin: "the site whose page connects; set by the browser, not by the page",
  host: "which of the server's names is meant",
};

export function HandshakeDetail({ handshake: { request, response } }: { readonly handshake: Handshake }) {
  const isRefused = response.status !== 101;
  return (
    <>
      <p>
        {isRefused
          ? "Refused: the answer is plain HTTP, and no WebSocket came of it."
          : "Agreed: after these two messages the same TCP connection carries frames."}
      </p>
      <Headers title="Request" first={`${request.method} ${request.url} HTTP/1.1`} headers={request.headers} />
      <Headers title="Answer" first={`HTTP/1.1 ${response.status} ${response.reason}`} headers={response.headers} />
    </>
  );
}

interface HeadersProps {
  readonly title: string;
  readonly first: string;
  readonly headers: Handshake["request"]["headers"];
}

function Headers({ title, first, headers }: HeadersProps) {
  return (
    <div className="headers">
      <h4>{title}</h4>
      <p className="first-line">
        <bdi>{visible(first)}</bdi>
      </p>
      <table>
        <thead className="unseen">
          <tr>
            <th scope="col">Header</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand there twice, and the list never changes
            <tr key={index}>
              <th scope="row">{visible(name)}</th>
              <td>
                <bdi>{visible(value)}</bdi>
                <Explained name={name} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Explained({ name }: { readonly name: string }) {
  const text = Object.hasOwn(explained, name.toLowerCase()) ? explained[name.toLowerCase()] : undefined;
  return text === undefined ? null : <span className="explained">{text}</span>;
}

const visible = (text: string): string => withoutHeaps(printable(text));

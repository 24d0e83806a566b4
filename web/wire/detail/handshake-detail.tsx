// A handshake in full: request and response with their headers, and what the important ones mean.
import type { Handshake } from "../../../server/protocol/handshake.ts";
import { visibleText } from "../model/payload.ts";

const meanings: Readonly<Record<string, string>> = {
  upgrade: "the protocol to switch to",
  connection: "marks Upgrade as hop-by-hop",
  "sec-websocket-key": "16 random bytes in base64; the server derives its reply from them",
  "sec-websocket-accept":
    "SHA-1 of the key and a fixed string, in base64: proves that the server speaks WebSocket and read this request",
  "sec-websocket-version": "13 is RFC 6455, the only version in use",
  "sec-websocket-protocol": "subprotocols: the client offers a list, the server picks one or none",
  "sec-websocket-extensions": "for example compression; ws101 accepts none, so that frames stay readable",
  origin: "the site whose page connects; set by the browser, not by the page",
  host: "the host being requested",
};

export function HandshakeDetail({ handshake: { request, response } }: { readonly handshake: Handshake }) {
  return (
    <>
      <p>
        {response.status === 101
          ? "Accepted: from here on, the same TCP connection carries frames."
          : "Refused: the response is plain HTTP, and no WebSocket was opened."}
      </p>
      <Headers title="Request" first={`${request.method} ${request.url} HTTP/1.1`} headers={request.headers} />
      <Headers title="Response" first={`HTTP/1.1 ${response.status} ${response.reason}`} headers={response.headers} />
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
      <p className="first-line breakable well">
        <bdi>{visibleText(first)}</bdi>
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
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may occur twice, and the list never changes
            <tr key={index}>
              <th scope="row">{visibleText(name)}</th>
              <td>
                <bdi>{visibleText(value)}</bdi>
                <Meaning header={name.toLowerCase()} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Meaning({ header }: { readonly header: string }) {
  return Object.hasOwn(meanings, header) ? <span className="meaning muted">{meanings[header]}</span> : null;
}

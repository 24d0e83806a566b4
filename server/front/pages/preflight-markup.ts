// Preflight page as server-rendered HTML: how to run the tests from a terminal.
import { pageMenu } from "./document.ts";
import { type Html, html } from "./html.ts";

export const preflightTitle = "Will it work here?";
export const preflightSummary =
  "Checks whether this browser and network can open a WebSocket, keep it open and carry a large frame.";

/** `origin` is `https://host`. */
export function preflightMarkup(origin: string): Html {
  const socket = `${origin.replace(/^http/, "ws")}/preflight/socket`;
  return html`<div class="course preflight prerendered">
    <header class="course-bar row">
      <a class="brand" href="/" aria-label="ws101, all lessons">ws101</a><span class="spacer"></span>${pageMenu()}
    </header>
    <main>
      <div class="course-head"><h1>${preflightTitle}</h1><p>${preflightSummary}</p></div>
      <noscript><p class="without-scripts">With scripts enabled, this page runs the tests for you.</p></noscript>
      <section class="prose" aria-labelledby="terminal">
        <h2 id="terminal">From a terminal</h2>
        <p>The endpoint <code>${socket}</code> echoes every message for one minute. Type something to see it returned:</p>
        <pre tabindex="0">wscat -c ${socket}</pre>
        <p>The response to the handshake must be <code>101 Switching Protocols</code>:</p>
        <pre tabindex="0">curl -i -N --http1.1 --max-time 5 -H "Connection: Upgrade" -H "Upgrade: websocket" \\
  -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: ${exampleKey}" \\
  ${origin}/preflight/socket</pre>
        <p>
          Any other status means that something in between handles it as a plain request, such as a proxy that does not
          forward <code>Upgrade</code>. <a href="/preflight/info">/preflight/info</a> shows what reached this server.
        </p>
      </section>
    </main>
  </div>`;
}

/** The key of the example in RFC 6455 §1.3. */
const exampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

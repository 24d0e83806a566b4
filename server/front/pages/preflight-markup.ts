// The page that tries this browser and network, as it can be read without scripts: how to try them by hand.
import { type Html, html } from "./html.ts";
import { menuMarkup } from "./menu-markup.ts";

export const preflightTitle = "Will it work here?";
export const preflightSummary = "Can this browser and this network open a WebSocket, hold it, and carry a large frame?";

/** `origin` is `https://host`. */
export function preflightMarkup(origin: string): Html {
  const socket = `${origin.replace(/^http/, "ws")}/preflight/socket`;
  return html`<div class="course preflight still">
    <header class="course-bar">
      <a class="brand" href="/" aria-label="ws101, all lessons">ws101</a><span class="spacer"></span>${menuMarkup()}
    </header>
    <main>
      <div class="course-head"><h1>${preflightTitle}</h1><p>${preflightSummary}</p></div>
      <noscript><p class="without-scripts">With scripts allowed this page tries all of that by itself.</p></noscript>
      <section class="prose" aria-labelledby="by-hand">
        <h2 id="by-hand">By hand</h2>
        <p>The echo at <code>${socket}</code> answers whatever it is sent, for a minute. Type something, and it comes back:</p>
        <pre tabindex="0">wscat -c ${socket}</pre>
        <p>The handshake alone has to be answered with <code>101 Switching Protocols</code>:</p>
        <pre tabindex="0">curl -i -N --http1.1 --max-time 5 -H "Connection: Upgrade" -H "Upgrade: websocket" \\
  -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: ${exampleKey}" \\
  ${origin}/preflight/socket</pre>
        <p>
          Another status means that something on the way takes the request for a plain one: a proxy that does not pass
          <code>Upgrade</code> on. What reached this server is told at <a href="/preflight/info">/preflight/info</a>.
        </p>
      </section>
    </main>
  </div>`;
}

/** The one of RFC 6455 §1.3. */
const exampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

// The same tries from a terminal, for whoever looks after the network.
import { sampleKey } from "../clients/shell-commands.ts";

export function ByHand() {
  const { origin } = window.location;
  const socket = `${origin.replace(/^http/, "ws")}/preflight/socket`;
  const curl = [
    `curl -i -N --http1.1 --max-time 5 -H "Connection: Upgrade" -H "Upgrade: websocket" \\`,
    `  -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: ${sampleKey}" \\`,
    `  ${origin}/preflight/socket`,
  ].join("\n");
  return (
    <section className="report" aria-labelledby="by-hand">
      <h2 id="by-hand">By hand</h2>
      <p>
        The handshake has to be answered with <code>101 Switching Protocols</code>. Another status means that something
        on the way takes it for a plain request.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls has to be reachable by keyboard */}
      <pre tabIndex={0}>{`${curl}\n\nwscat -c ${socket}`}</pre>
    </section>
  );
}

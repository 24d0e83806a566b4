// Advice for each probe that did not succeed: one sentence for the learner, one for the network administrator.

export const advice = {
  browser: {
    learner: "Update this browser, or use a current Chrome, Edge, Firefox or Safari.",
  },
  storage: {
    learner: "Leave private browsing or allow this site to store data. Otherwise, unsent changes are lost on reload.",
  },
  server: {
    learner:
      "Check that the server is running, that the address is right and that you are on the same network. Then try again.",
    network:
      "Clients on this network must be able to reach the host and port over HTTP. Guest Wi-Fi often isolates clients: turn client isolation off.",
  },
  scheme: {
    learner: "Tell your instructor: this is a server setting.",
    network:
      "The page is loaded over https, but the server sees http. Set PUBLIC_URL to the public address, or TRUST_PROXY to the number of proxies in front of the server.",
  },
  open: {
    learner: "Turn off VPNs and content blockers for this site, or try another browser or a phone hotspot.",
    network:
      "Something in between answers the WebSocket handshake as a plain request. Forward the Upgrade and Connection headers (HTTP/1.1), exempt this host from TLS inspection, or serve it on another port.",
  },
  busy: {
    learner: "Too many preflight tests are running. Wait a minute and try again.",
  },
  echo: {
    learner: "Try another network or browser, and send this report to your instructor.",
    network: "Frames are modified or dropped in transit. Exempt this host from content inspection.",
  },
  large: {
    learner: "Small messages work, but a few lessons send large ones.",
    network: "A proxy limits or buffers WebSocket frames. Raise its limit to at least 64 KB.",
  },
  held: {
    learner: "The page will reconnect often but loses nothing you type. A phone hotspot may help.",
    network:
      "Idle connections are closed within seconds. Raise the idle timeout for upgraded connections to at least 60 s.",
  },
  proxies: {
    network:
      "Requests pass through a proxy the server does not trust, so all learners appear to share one address. Set TRUST_PROXY to the number of proxies.",
  },
} as const satisfies Record<string, { readonly learner?: string; readonly network?: string }>;

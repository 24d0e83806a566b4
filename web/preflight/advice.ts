// What to do when a probe is not well: one sentence for the learner, one for the people of the network.

export const advice = {
  browser: {
    learner: "Update this browser, or use a current Chrome, Edge, Firefox or Safari.",
  },
  storage: {
    learner:
      "Leave private browsing, or allow this site to store data: else what the server has not got yet is gone after a reload.",
  },
  server: {
    learner:
      "Check that the server runs, that its address is right, and that you are in the same network; then try again.",
    network:
      "Clients in this network must reach that host and port by HTTP. Guest Wi-Fi often keeps clients apart: turn client isolation off.",
  },
  scheme: {
    learner: "Tell your instructor: it is a setting of the server.",
    network:
      "The page is loaded by https, but the server believes it is http: set PUBLIC_URL to the address people open, or TRUST_PROXY to the number of proxies in front of it.",
  },
  open: {
    learner: "Turn off VPN and content blockers for this site, try another browser, or a phone's hotspot.",
    network:
      "Something on the way answers a WebSocket handshake as a plain request. Pass the headers Upgrade and Connection on (HTTP/1.1), except this host from TLS inspection, or serve it on another port.",
  },
  busy: {
    learner: "Wait a minute and try again: too many of these tests run at once.",
  },
  echo: {
    learner: "Try another network or browser, and send this report to your instructor.",
    network: "Frames are changed or dropped on the way: except this host from content inspection.",
  },
  large: {
    learner: "Small messages work; a few lessons send large ones.",
    network: "A proxy limits the size of WebSocket frames or buffers them: raise its limit to 64 KB or more.",
  },
  held: {
    learner: "The page will reconnect often, and nothing typed is lost; a phone's hotspot helps.",
    network:
      "Idle connections are cut within seconds: raise the idle timeout for upgraded connections to 60 s or more.",
  },
  proxies: {
    network:
      "Requests pass a proxy that the server does not trust, so it takes all learners for one address: set TRUST_PROXY to the number of proxies.",
  },
} as const satisfies Record<string, { readonly learner?: string; readonly network?: string }>;

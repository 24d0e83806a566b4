// Counts the other machines that have reached this server, and advises instructors whose network lets no one in.
import { networkInterfaces, release } from "node:os";
import { LRUCache } from "lru-cache";
import type { NetworkAdvice } from "../../protocol/http.ts";

/** The server distinguishes at most this many addresses. */
const addressesKept = 2_000;

type Interfaces = ReturnType<typeof networkInterfaces>;

export class OtherMachines {
  readonly #interfaces: () => Interfaces;
  readonly #own = new LRUCache<string, true>({ max: addressesKept });
  readonly #requested = new LRUCache<string, true>({ max: addressesKept });
  readonly #connected = new LRUCache<string, true>({ max: addressesKept });

  constructor(interfaces: () => Interfaces = networkInterfaces) {
    this.#interfaces = interfaces;
  }

  /** Addresses of other machines that have sent a request. */
  get requested(): number {
    return this.#requested.size;
  }

  /** Those of them whose page has opened its live channel: WebSockets pass through. */
  get connected(): number {
    return this.#connected.size;
  }

  noteRequest(address: string): void {
    if (!this.#isKnown(address)) this.#requested.set(address, true);
  }

  /** Call when a page of `address` opens its live channel. */
  notePage(address: string): void {
    this.noteRequest(address);
    if (this.#requested.has(address)) this.#connected.set(address, true);
  }

  #isKnown(address: string): boolean {
    if (this.#requested.has(address) || this.#own.has(address)) return true;
    if (!isThisMachine(address, this.#interfaces())) return false;
    this.#own.set(address, true);
    return true;
  }
}

function isThisMachine(address: string, interfaces: Interfaces): boolean {
  if (address === "" || address === "::1" || address.startsWith("127.")) return true;
  return Object.values(interfaces).some((each) => each?.some((own) => own.address === address));
}

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly release: string;
}

/** What an instructor can check on this machine and around it when no one else gets in; the most likely cause first. */
export function networkAdvice(
  port: number,
  machine: Machine = { platform: process.platform, release: release() },
): NetworkAdvice[] {
  return [...firewallAdvice(port, machine), ...commonAdvice];
}

const commonAdvice: readonly NetworkAdvice[] = [
  { text: "Guest Wi-Fi often keeps its devices from each other. Use another network, a phone's hotspot, or a cable." },
  { text: "Everyone must be in the same network as this machine. A VPN, on either side, can take them out of it." },
  {
    text: "The address begins with http:// and ends with the port. Some browsers complete it to https://, which fails.",
  },
];

function firewallAdvice(port: number, { platform, release }: Machine): NetworkAdvice[] {
  if (platform === "win32") {
    const rule = "netsh advfirewall firewall add rule name=ws101 dir=in action=allow protocol=TCP";
    return [
      {
        text: "Windows Defender Firewall blocks Node.js unless it was allowed when it asked. Allow this port in a terminal that runs as administrator.",
        command: `${rule} localport=${port}`,
      },
      { text: "Set this network to Private: Settings, Network & internet, then the network's properties." },
    ];
  }
  if (platform === "darwin") {
    return [
      {
        text: "The firewall of macOS may block node: System Settings, Network, Firewall, Options. Allow node, and turn off “Block all incoming connections”.",
        command: "/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate",
      },
    ];
  }
  if (/microsoft/i.test(release)) {
    return [
      {
        text: "Under WSL 2 this machine has a network of its own. Forward the port in a Windows terminal that runs as administrator, or start ws101 on Windows itself.",
        command: `netsh interface portproxy add v4tov4 listenport=${port} connectport=${port} connectaddress=$(wsl hostname -I)`,
      },
    ];
  }
  return [
    {
      text: "A firewall may block the port. With ufw, see its state and allow the port.",
      command: `sudo ufw allow ${port}/tcp`,
    },
    { text: "With firewalld, as in Fedora:", command: `sudo firewall-cmd --add-port=${port}/tcp` },
  ];
}

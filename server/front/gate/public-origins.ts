// By which origins other machines reach this server: what it listens on, joined with the addresses of its machine.
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Addresses } from "../../protocol/http.ts";

export interface Listening {
  /** What the server was told to listen on. */
  readonly host: string;
  readonly port: number;
  readonly publicUrl: URL | null;
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/** IPv4 only: an IPv6 address with its scope fits into no link. Private networks come first. */
export function reachOf({ host, port, publicUrl }: Listening, interfaces: Interfaces = networkInterfaces()): Addresses {
  if (publicUrl !== null) return { open: true, origins: [publicUrl.origin] };
  const isEverywhere = host === "" || host === "0.0.0.0" || host === "::";
  if (!isEverywhere && isLoopback(host)) return { open: false, origins: [] };
  const found = isEverywhere ? addressesOf(interfaces) : [isIP(host) === 6 ? `[${host}]` : host];
  return { open: true, origins: found.map((address) => `http://${address}:${port}`) };
}

function addressesOf(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap((each) => each ?? []);
  const usable = all.filter(({ family, internal, address }) => family === "IPv4" && !internal && !isLinkLocal(address));
  const isPrivate = ({ address }: { address: string }) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
  return usable.toSorted((a, b) => Number(isPrivate(b)) - Number(isPrivate(a))).map(({ address }) => address);
}

const isLinkLocal = (address: string): boolean => address.startsWith("169.254.");

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

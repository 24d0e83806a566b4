// The origins at which other machines reach this server.
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { PublicOrigins } from "../../protocol/http.ts";

export interface ListenAddress {
  /** The configured host, possibly a wildcard. */
  readonly host: string;
  readonly port: number;
  readonly publicUrl: URL | null;
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/** IPv4 only, since an IPv6 address with a scope is not valid in a link. Private networks come first. */
export function publicOrigins(
  { host, port, publicUrl }: ListenAddress,
  interfaces: Interfaces = networkInterfaces(),
): PublicOrigins {
  if (publicUrl !== null) return { open: true, origins: [publicUrl.origin] };
  const isWildcard = host === "" || host === "0.0.0.0" || host === "::";
  if (!isWildcard && isLoopback(host)) return { open: false, origins: [] };
  const addresses = isWildcard ? addressesIn(interfaces) : [isIP(host) === 6 ? `[${host}]` : host];
  return { open: true, origins: addresses.map((address) => `http://${address}:${port}`) };
}

function addressesIn(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap((each) => each ?? []);
  const isLinkLocal = (address: string) => address.startsWith("169.254.");
  const usable = all.filter(({ family, internal, address }) => family === "IPv4" && !internal && !isLinkLocal(address));
  const isPrivate = ({ address }: { address: string }) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
  return usable.toSorted((a, b) => Number(isPrivate(b)) - Number(isPrivate(a))).map(({ address }) => address);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

// Origins at which other machines reach this server.
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Config } from "../../config.ts";
import type { PublicOrigins } from "../../protocol/http.ts";
import { isLoopback } from "./request-origin.ts";

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * IPv4 only, since an IPv6 address with a scope is not valid in a link. Private networks come first, those of virtual
 * machines, containers and tunnels last.
 */
export function publicOrigins(
  { host, port, publicUrl }: Pick<Config, "host" | "port" | "publicUrl">,
  interfaces: Interfaces = networkInterfaces(),
): PublicOrigins {
  if (publicUrl !== null) return { open: true, origins: [publicUrl.origin] };
  const isWildcard = host === "" || host === "0.0.0.0" || host === "::";
  if (!isWildcard && (host === "localhost" || isLoopback(host))) return { open: false, origins: [] };
  const addresses = isWildcard ? addressesIn(interfaces) : [isIP(host) === 6 ? `[${host}]` : host];
  return { open: true, origins: addresses.map((address) => `http://${address}:${port}`) };
}

/** Interfaces that lead to no other machine in the room. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|VMware|VirtualBox|tun|utun|tap|wg|zt|tailscale|ppp)/i;

function addressesIn(interfaces: Interfaces): string[] {
  const all = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map((each) => ({ ...each, rank: rankOf(name, each.address) })),
  );
  const isLinkLocal = (address: string) => address.startsWith("169.254.");
  const usable = all.filter(({ family, internal, address }) => family === "IPv4" && !internal && !isLinkLocal(address));
  return usable.toSorted((a, b) => a.rank - b.rank).map(({ address }) => address);
}

function rankOf(name: string, address: string): number {
  if (virtual.test(name)) return 2;
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 0 : 1;
}

// The address of a socket on the origin that served this page, whatever name the server has for itself.
export function socketUrl(url: string): string {
  const { pathname, search } = new URL(url, window.location.href);
  const here = new URL(pathname + search, window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  return here.href;
}

// Stands in for server/guest/node/url.ts: outside the sandbox, Node has its own.
export const { URL, URLSearchParams } = globalThis;
export type URLSearchParams = globalThis.URLSearchParams;

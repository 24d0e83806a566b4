// Types of npm packages without type declarations.

declare module "events/events.js" {
  export { EventEmitter, EventEmitter as default, once } from "node:events";
}
declare module "core-js-pure/actual/url/index.js" {
  const url: typeof globalThis.URL;
  export default url;
}
declare module "core-js-pure/actual/url-search-params/index.js" {
  const params: typeof globalThis.URLSearchParams;
  export default params;
}

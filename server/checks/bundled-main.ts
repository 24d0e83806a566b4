// The checker process as set-up bundles it into build/checks, where it is also the module "ws101/checks".
export * from "./check.ts";

import "./main.ts";

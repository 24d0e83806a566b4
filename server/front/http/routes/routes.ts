// Every HTTP route, in the order of the OpenAPI document.
import { cellRoutes } from "./cells.ts";
import { lessonRoutes } from "./lessons.ts";
import { networkRoutes } from "./network.ts";
import { operationRoutes } from "./operations.ts";
import { pageRoutes } from "./pages.ts";
import { progressRoutes } from "./progress.ts";
import { sharingRoutes } from "./sharing.ts";

export const routes = [
  ...operationRoutes,
  ...lessonRoutes,
  ...cellRoutes,
  ...progressRoutes,
  ...networkRoutes,
  ...sharingRoutes,
  ...pageRoutes,
];

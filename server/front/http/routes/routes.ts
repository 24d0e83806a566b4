// Every HTTP route, in the order of the OpenAPI document.
import { lessonRoutes } from "./lessons.ts";
import { networkRoutes } from "./network.ts";
import { operationRoutes } from "./operations.ts";
import { pageRoutes } from "./pages.ts";
import { progressRoutes } from "./progress.ts";
import { sharingRoutes } from "./sharing.ts";

export const routes = [
  ...operationRoutes,
  ...lessonRoutes,
  ...progressRoutes,
  ...networkRoutes,
  ...sharingRoutes,
  ...pageRoutes,
];

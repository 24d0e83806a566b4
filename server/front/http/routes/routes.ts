// Every HTTP route, in the order of the OpenAPI document.
import { cellRoutes, lessonRoutes, memberRoutes } from "./lessons.ts";
import { networkRoutes } from "./network.ts";
import { operationRoutes } from "./operations.ts";
import { pageRoutes } from "./pages.ts";
import { playgroundRoutes, previewRoutes } from "./playground.ts";
import { progressRoutes } from "./progress.ts";
import { sharingRoutes } from "./sharing.ts";
import { snippetPageRoutes, snippetRoutes } from "./snippets.ts";
import { joinRoutes, presentingRoutes, visitRoutes, workshopResultRoutes, workshopRoutes } from "./workshops.ts";

export const routes = [
  ...operationRoutes,
  ...lessonRoutes,
  ...cellRoutes,
  ...playgroundRoutes,
  ...previewRoutes,
  ...snippetRoutes,
  ...progressRoutes,
  ...joinRoutes,
  ...workshopRoutes,
  ...memberRoutes,
  ...workshopResultRoutes,
  ...visitRoutes,
  ...presentingRoutes,
  ...networkRoutes,
  ...snippetPageRoutes,
  ...sharingRoutes,
  ...pageRoutes,
];

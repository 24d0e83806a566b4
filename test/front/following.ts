// A page that follows the lesson of a learner with saved code.
import { Page } from "./page.ts";
import type { Serving } from "./serving.ts";
import type { Visitor } from "./visitor.ts";

export async function following(server: Serving, visitor: Visitor, source: string): Promise<Page> {
  await visitor.load(source);
  const page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  return page;
}

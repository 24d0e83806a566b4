// A client of one room and nothing else, for a phone: whoever has the room's address may open it, and is no learner for it.

import type { BuiltPage } from "../../pages/built-page.ts";
import type { Calls } from "../call.ts";
import { HttpProblem } from "../problem.ts";

export interface PhoneParts {
  readonly page: BuiltPage;
}

export function phoneCalls({ page }: PhoneParts): Calls {
  return {
    "/phone/:room": {
      get: async (request, response) => {
        if (!/^[A-Za-z0-9_-]{1,64}$/.test(String(request.params.room))) {
          throw new HttpProblem(404, "There is no such room.");
        }
        const { files } = await page.current();
        const document = files.get("/phone/index.html");
        if (document === undefined) throw new HttpProblem(503, "The page is not built yet: `npm start` builds it.");
        response.setHeader("Cache-Control", "no-cache");
        response.sendFile(document.plain.path, { cacheControl: false, acceptRanges: false, dotfiles: "allow" });
      },
    },
  };
}

// The call that tells a learner by which addresses a phone or a neighbour reaches this server.
import type { Addresses } from "../../../protocol/http.ts";
import type { CallParts, Calls } from "../call.ts";
import { HttpProblem } from "../problem.ts";

export interface AddressParts extends CallParts {
  reach(): Addresses;
}

export function addressCalls({ sessions, reach }: AddressParts): Calls {
  return {
    "/api/addresses": {
      // Only for those who have the page open: a machine's networks are nobody else's business.
      get: (request, response) => {
        if (sessions.learnerOf(request.headers.cookie) === null) {
          throw new HttpProblem(401, "Open the page first: it makes you known by a cookie.");
        }
        response.json(reach());
      },
    },
  };
}

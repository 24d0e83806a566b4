// The pictures to share: one for each lesson and one for the course, for anybody's page.

import type { Course } from "../../../course/load.ts";
import { tourKeySchema } from "../../../protocol/tour.ts";
import { courseCard, lessonCard } from "../../pages/cards/card.ts";
import type { Cards } from "../../pages/cards/cards.ts";
import type { Calls } from "../call.ts";
import { HttpProblem } from "../problem.ts";
import { sendCached } from "./embed-routes.ts";

export interface CardParts {
  readonly course: Course;
  readonly cards: Cards;
}

/** Good for a while without asking: whoever shows a lesson's card shows it to many. */
const keptSeconds = 3_600;

export function cardCalls({ course, cards }: CardParts): Calls {
  const cardOf = (slug: string, listing: unknown) => {
    if (slug === "course") return courseCard(course.lessons());
    const lesson = course.lesson(slug);
    if (!lesson) throw new HttpProblem(404, `There is no card of "${slug.slice(0, 64)}".`);
    return lessonCard(lesson, tourKeySchema.catch("loop").parse(listing));
  };
  return {
    "/card/:slug.png": {
      get: async (request, response) => {
        const png = await cards.png(cardOf(String(request.params.slug), request.query.listing));
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        response.setHeader("Cache-Control", `public, max-age=${keptSeconds}`);
        sendCached(response, "png", png);
      },
    },
  };
}

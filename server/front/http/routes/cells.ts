// Cells of guides and of the reference: a visitor's own version of a program, run in a room of the visitor's own.
import { cellLesson, loadCellSchema, loadedCellSchema } from "../../../protocol/cell.ts";
import { HttpProblem } from "../problem.ts";
import { put, type Route } from "../route.ts";

export const cellRoutes: readonly Route[] = [
  put("/api/cells/:id/code", {
    summary:
      "Loads code into the visitor's room for this cell, in place of what ran there. Nothing is stored. Code that does not run is reported in `problems` and `fault`.",
    body: loadCellSchema,
    response: loadedCellSchema,
    others: {
      404: "There is no such cell.",
      413: "The source exceeds its limit; nothing was loaded.",
      429: "The address has too many learners or saves, or too many runs of this cell wait; see Retry-After.",
    },
    handle: async (call, { course, learning }) => {
      const { source } = call.body();
      const id = call.param("id");
      const lesson = cellLesson(id);
      if (course.cell(lesson) === undefined)
        throw new HttpProblem(404, `There is no cell "${id.slice(0, 64)}".`, { name: "no-cell" });
      const loaded = await learning.unstoredRooms.load({ learner: call.activeLearner(), lesson, source });
      return { ...loaded, url: call.roomUrl(loaded.room) };
    },
  }),
];

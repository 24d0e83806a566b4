// The calls about a learner's code: save and load it, read it, its history, and going back.
import type { Request, Response } from "express";
import { z } from "zod";
import { restoreSchema, saveCodeSchema } from "../../../protocol/http.ts";
import { styleSchema } from "../../../protocol/lesson.ts";
import type { Store } from "../../../store/store.ts";
import { codeOf, versionOf } from "../../learning/saved-code.ts";
import type { Overtaken, Saved, Saves } from "../../learning/saves.ts";
import type { RoomRegistry } from "../../rooms/room-registry.ts";
import { bodyOf, type CallParts, type Calls, learnerOf, lessonOf, queryOf } from "../call.ts";

export interface CodeParts extends CallParts {
  readonly store: Store;
  readonly registry: RoomRegistry;
  readonly saves: Saves;
}

const styleQuery = z.object({ style: styleSchema });
const codeQuery = styleQuery.extend({ version: z.coerce.number().int().min(0).optional() });

export function codeCalls(parts: CodeParts): Calls {
  return {
    "/api/lessons/:slug/code": {
      put: (request, response) => {
        const { style, source, swap, base, aside } = bodyOf(request, saveCodeSchema);
        const lesson = lessonOf(parts, request).slug;
        const learner = learnerOf(parts, request, response);
        const asked = { learner, lesson, style, source, swap, aside, ...(base !== undefined && { base }) };
        return sendResult(parts, parts.saves.save(asked), request, response);
      },
      get: async (request, response) => {
        const { style, version } = queryOf(request, codeQuery);
        const lesson = lessonOf(parts, request);
        response.json(await codeOf(parts, request, learnerOf(parts, request, response), lesson, style, version));
      },
    },
    "/api/lessons/:slug/history": {
      get: async (request, response) => {
        const { style } = queryOf(request, styleQuery);
        const lesson = lessonOf(parts, request);
        const snapshots = await parts.store.history(learnerOf(parts, request, response), lesson.slug, style);
        response.json({ style, snapshots });
      },
    },
    "/api/lessons/:slug/restore": {
      post: async (request, response) => {
        const { style, version } = bodyOf(request, restoreSchema);
        const learner = learnerOf(parts, request, response);
        const lesson = lessonOf(parts, request);
        const saved = await versionOf(parts.store, learner, lesson, style, version);
        const source = saved?.source ?? lesson.listings[style].start;
        const saving = parts.saves.save({ learner, lesson: lesson.slug, style, source, swap: "keep" });
        return sendResult(parts, saving, request, response);
      },
    },
  };
}

async function sendResult(
  { addresses }: CodeParts,
  saving: Promise<Saved | Overtaken>,
  request: Request,
  response: Response,
): Promise<void> {
  const outcome = await saving;
  if (!outcome.saved) return void response.json(outcome);
  const { ok: _, ...saved } = outcome;
  response.json({ ...saved, url: addresses.urlOf(request, saved.room) });
}

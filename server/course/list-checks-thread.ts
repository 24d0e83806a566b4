// The program of `ChecksThread`.
import { parentPort } from "node:worker_threads";
import { z } from "zod";
import { listChecks } from "./list-checks.ts";

parentPort?.on("message", async (file) => parentPort?.postMessage(await listChecks(z.string().parse(file))));

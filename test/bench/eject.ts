// Ejects the solution of every lesson in both styles and runs its tests: `node test/bench/eject.ts [slug]…`.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../server/config.ts";
import { loadCourse } from "../../server/course/load.ts";
import { eject, install, npm } from "../eject/project.ts";

const folder = await mkdtemp(join(tmpdir(), "ws101-eject-"));
const course = await loadCourse(readConfig({}).lessonsDir);
const wanted = process.argv.slice(2);
const slugs = course.lessons().map(({ slug }) => slug);
const shared = join(folder, "node_modules");
let isInstalled = false;

for (const slug of slugs.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  for (const style of ["loop", "events"]) {
    const dir = await eject(slug, style, join(folder, `${slug}-${style}`));
    if (isInstalled) await cp(shared, join(dir, "node_modules"), { recursive: true, verbatimSymlinks: true });
    else {
      await install(dir);
      await cp(join(dir, "node_modules"), shared, { recursive: true, verbatimSymlinks: true });
      isInstalled = true;
    }
    const startedAt = performance.now();
    const output = await npm(dir, "test").catch((error: unknown) => outputOf(error));
    const [pass = "?"] = /(?<=pass )\d+/.exec(output) ?? [];
    const [fail = "?"] = /(?<=fail )\d+/.exec(output) ?? [];
    const failures = fail === "0" ? "" : output;
    process.stdout.write(
      `${slug} ${style}: ${pass} passed, ${fail} failed, ${Math.round(performance.now() - startedAt)} ms\n${failures}`,
    );
  }
}
await rm(folder, { recursive: true });

function outputOf(error: unknown): string {
  return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
}

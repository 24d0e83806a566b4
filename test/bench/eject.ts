// Ejects the solution of every lesson in both styles and runs its tests: `node test/bench/eject.ts [slug]…`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../server/config.ts";
import { loadCourse } from "../../server/course/load.ts";
import { copyPackages, eject, install, npmTest } from "../eject/project.ts";

const folder = await mkdtemp(join(tmpdir(), "ws101-eject-"));
const course = await loadCourse(readConfig({}).lessonsDir);
const wanted = process.argv.slice(2);
const slugs = course.lessons().map(({ slug }) => slug);
let installed: string | null = null;

for (const slug of slugs.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  for (const style of ["loop", "events"]) {
    const dir = await eject(slug, style, join(folder, `${slug}-${style}`));
    if (installed === null) await install(dir);
    else await copyPackages(installed, dir);
    installed ??= dir;
    const startedAt = performance.now();
    const output = await npmTest(dir);
    const [pass = "?"] = /(?<=pass )\d+/.exec(output) ?? [];
    const [fail = "?"] = /(?<=fail )\d+/.exec(output) ?? [];
    const failures = fail === "0" ? "" : output;
    process.stdout.write(
      `${slug} ${style}: ${pass} passed, ${fail} failed, ${Math.round(performance.now() - startedAt)} ms\n${failures}`,
    );
  }
}
await rm(folder, { recursive: true });

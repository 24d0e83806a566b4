// The same handler in Rust, with Axum: to read beside one's own, not to run here.
import type { LessonSession } from "../lesson/lesson-session.ts";
import { CopyButton } from "../ui/copy.tsx";
import { CodeLines } from "./code-lines.tsx";

export function AxumTab({ session }: { readonly session: LessonSession }) {
  const { listings, highlighted } = session.lesson;
  return (
    <>
      <div className="tab-bar">
        <p>The same handler in Rust, with Axum. It is here to be read; nothing of it runs.</p>
        <CopyButton text={listings.axum} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="code-listing" aria-label="The handler in Rust, read only" tabIndex={0}>
        <CodeLines text={listings.axum} highlighted={highlighted.axum} />
      </section>
    </>
  );
}

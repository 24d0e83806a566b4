// The heat map: learners by lessons, with what share of the checks passes. Renders only the visible rows.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import type { LessonOutline } from "../../../server/protocol/workshop.ts";
import { rememberOrder } from "../look/walk.ts";
import { type Arrangement, arrange } from "../roster/arrangement.ts";
import { heatCell } from "../roster/heat.ts";
import { type LearnerRow, shownName } from "../roster/learner-rows.ts";
import { useDashboard, useLearners, useServerNow } from "./dashboard-context.ts";
import { NothingFound } from "./tiles.tsx";

const legend = [
  ["done", "✓", "passed"],
  ["failing", "3/6", "checks that pass"],
  ["opened", "…", "opened, not run"],
  ["untouched", " ", "not opened"],
] as const;

export function HeatMap({ arrangement, clear }: { readonly arrangement: Arrangement; readonly clear: () => void }) {
  const { id: workshop, lessons, isProjected, openMember } = useDashboard();
  const nowMs = useServerNow(10_000);
  const rows = arrange(useLearners(), arrangement, { nowMs, isAnonymous: isProjected });
  useEffect(() => rememberOrder(workshop, rows));
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 30,
    overscan: 6,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  if (rows.length === 0) return <NothingFound clear={clear} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable from the keyboard
    <section className="heat fill scroll surface" ref={box} tabIndex={0} aria-label="Heat map">
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col" className="heat-corner">
              Learner
            </th>
            {lessons.map(({ slug, number, title }) => (
              <th key={slug} scope="col" title={title}>
                <abbr title={title}>{number}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={before} />
          {items.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <HeatRow
                key={row.member.id}
                measure={virtual.measureElement}
                index={index}
                row={row}
                lessons={lessons}
                isProjected={isProjected}
                open={openMember}
              />
            );
          })}
          <Space height={after} />
        </tbody>
      </table>
      <p className="heat-legend muted tiny flow">
        {legend.map(([kind, sign, text]) => (
          <span key={kind}>
            <b className="heat-key" data-kind={kind} style={shareStyle(0.5)}>
              {sign}
            </b>{" "}
            {text}
          </span>
        ))}
      </p>
    </section>
  );
}

function Space({ height }: { readonly height: number }) {
  return height > 0 ? <tr style={{ height }} /> : null;
}

interface HeatRowProps {
  readonly measure: (element: HTMLElement | null) => void;
  readonly index: number;
  readonly row: LearnerRow;
  readonly lessons: readonly LessonOutline[];
  readonly isProjected: boolean;
  readonly open: (id: string) => void;
}

const HeatRow = memo(function HeatRow({ measure, index, row, lessons, isProjected, open }: HeatRowProps) {
  const { member } = row;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="row" className="clip">
        {isProjected ? (
          shownName(row, true)
        ) : (
          <button type="button" className="plain clip" title={member.name} onClick={() => open(member.id)}>
            {member.name}
          </button>
        )}
      </th>
      {lessons.map((lesson) => {
        const { kind, sign, text, share } = heatCell(member, lesson);
        const isHere = member.lesson === lesson.slug;
        return (
          <td
            key={lesson.slug}
            data-kind={kind}
            data-here={isHere}
            style={shareStyle(share)}
            title={`${lesson.title}: ${text}${isHere ? ", here now" : ""}`}
          >
            <span aria-hidden="true">{sign}</span>
            <span className="unseen">{text}</span>
          </td>
        );
      })}
    </tr>
  );
});

const shareStyle = (share: number): CSSProperties => ({ "--share": `${Math.round(share * 100)}%` }) as CSSProperties;

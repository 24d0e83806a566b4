// One learner's tile: where they are, what fails first and since when, and what they need.
import { type CSSProperties, memo } from "react";
import { activityMinutes, type Member } from "../../../server/protocol/workshop.ts";
import { activityAt, stuckMs } from "../../../server/workshop/roster.ts";
import { countText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { stuckAfterMs } from "../roster/arrangement.ts";
import { isOnline, type LearnerRow, minutesText, shownName } from "../roster/learner-rows.ts";

interface TileProps {
  readonly row: LearnerRow;
  readonly workshop: string;
  readonly isProjected: boolean;
  /** Not after the workshop's end. */
  readonly canLook: boolean;
  /** The time in whole minutes: what a tile shows changes no more often. */
  readonly minute: number;
  /** In the whole list, from 1. */
  readonly place: number;
  readonly count: number;
  readonly topPx: number;
  readonly column: number;
  readonly columns: number;
  /** Whether the Tab key reaches this tile; arrow keys reach the others. */
  readonly isTabStop: boolean;
  readonly open: (id: string) => void;
}

export const Tile = memo(function Tile(props: TileProps) {
  const { row, workshop, isProjected, canLook, minute, place, count, topPx, column, columns, isTabStop, open } = props;
  const { member } = row;
  const tabIndex = isTabStop ? 0 : -1;
  const nowMs = minute * 60_000;
  const name = shownName(row, isProjected);
  return (
    <li
      className="tile card"
      style={placeStyle(topPx, column, columns)}
      data-id={member.id}
      data-online={isOnline(member)}
      data-tone={toneOf(row, nowMs)}
      aria-setsize={count}
      aria-posinset={place}
    >
      <p className="tile-head row">
        <span className="dot" aria-hidden="true" />
        {isProjected ? (
          <b className="tile-name clip">{name}</b>
        ) : (
          <button
            type="button"
            className="tile-name plain clip"
            title={name}
            tabIndex={tabIndex}
            onClick={() => open(member.id)}
          >
            {name}
          </button>
        )}
        <span className="unseen">{isOnline(member) ? "" : ", offline"}</span>
        {member.hand === null ? null : (
          <span className="badge warn strong rigid" title={isProjected ? "" : member.hand.text}>
            <Icon name="hand" />
            <span className="unseen">hand raised for </span>
            {minutesText(nowMs - member.hand.atMs)}
          </span>
        )}
      </p>
      <p className="tile-place muted small row">
        <span className="clip fill">{lessonText(row)}</span>
        <span className="rigid">{stepText(row)}</span>
      </p>
      <Failing row={row} nowMs={nowMs} />
      <p className="tile-facts tiny muted row">
        <span className="clip fill">{factsText(row, isProjected)}</span>
        {canLook ? (
          <Link
            className="tile-look rigid"
            href={`/instructor/${workshop}/members/${member.id}`}
            aria-label={`Look at ${name}`}
            tabIndex={tabIndex}
          >
            Look
          </Link>
        ) : null}
      </p>
      <Sparkline member={member} minute={minute} />
    </li>
  );
});

function placeStyle(topPx: number, column: number, columns: number): CSSProperties {
  return { top: topPx, left: `${(100 * column) / columns}%`, width: `calc(${100 / columns}% - var(--s3))` };
}

function Failing({ row, nowMs }: { readonly row: LearnerRow; readonly nowMs: number }) {
  const { failing, member, lesson } = row;
  const standing = lesson === null ? undefined : member.standings[lesson.slug];
  if (failing !== null)
    return (
      <p className="row apart small" title={failing.title}>
        <span className="clip">
          <span aria-hidden="true">✕ </span>
          <span className="unseen">fails: </span>
          {failing.title}
        </span>
        <b className="tiny rigid toned">{minutesText(stuckMs(member, nowMs))}</b>
      </p>
    );
  return <p className="good toned small clip">{standing?.done ? "✓ All checks pass" : ""}</p>;
}

function toneOf({ member, lesson }: LearnerRow, nowMs: number): "bad" | "warn" | "good" | undefined {
  if (stuckMs(member, nowMs) > stuckAfterMs) return "bad";
  if (member.hand !== null) return "warn";
  return lesson !== null && member.standings[lesson.slug]?.done ? "good" : undefined;
}

/** `2 Echo every message, step 2 of 4`. */
export function placeText(row: LearnerRow): string {
  return [lessonText(row), stepText(row)].filter((text) => text !== "").join(", ");
}

function lessonText({ lesson, member }: LearnerRow): string {
  return lesson === null ? (member.lesson ?? "No lesson yet") : `${lesson.number} ${lesson.title}`;
}

function stepText({ lesson, step }: LearnerRow): string {
  return lesson === null || step === null ? "" : `step ${step} of ${lesson.steps.length}`;
}

function factsText({ member }: LearnerRow, isProjected: boolean): string {
  const facts = isOnline(member) ? [] : ["offline"];
  if (member.connections > 0) facts.push(countText(member.connections, "connection"));
  const { fault } = member;
  if (fault !== null) facts.push(isProjected ? "fault" : `fault: ${fault.message}`);
  return facts.join(" · ");
}

const height = 16;

interface SparklineProps {
  readonly member: Member;
  /** The time in whole minutes: the picture changes no more often. */
  readonly minute: number;
}

/** Saves, runs and commands per minute. */
const Sparkline = memo(function Sparkline({ member, minute }: SparklineProps) {
  const counts = activityAt(member, minute * 60_000);
  const most = Math.max(4, ...counts);
  const bars = counts.map((count, index) => {
    const tall = Math.max(1, Math.round((count / most) * height));
    return count === 0 ? "" : `M${index * 3} ${height}v-${tall}h2v${tall}z`;
  });
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${activityMinutes * 3} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M0 ${height - 0.5}h${activityMinutes * 3}`} className="sparkline-base" />
      <path d={bars.join("")} />
    </svg>
  );
});

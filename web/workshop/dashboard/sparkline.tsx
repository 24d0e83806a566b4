// A learner's saves, runs and commands per minute, as a small picture.
import { memo } from "react";
import { activityMinutes, type Member } from "../../../server/protocol/workshop.ts";
import { activityAt } from "../../../server/workshop/roster.ts";

const height = 16;

interface SparklineProps {
  readonly member: Member;
  /** The time in whole minutes: the picture changes no more often. */
  readonly minute: number;
}

export const Sparkline = memo(function Sparkline({ member, minute }: SparklineProps) {
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

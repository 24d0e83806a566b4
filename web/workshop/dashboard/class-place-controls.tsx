// Controls of the class's place: the lesson and step that the instructor presents, and whether pages follow and stay together.
import { type ClassPlace, neighbour, stepsOf } from "../roster/class-place.ts";
import { CommandButton } from "./command-button.tsx";
import { useDashboard, useWorkshop } from "./dashboard-context.ts";
import { LessonSelect } from "./lesson-select.tsx";

interface ClassPlaceControlsProps {
  readonly place: ClassPlace;
  readonly move: (place: ClassPlace) => void;
}

export function ClassPlaceControls({ place, move }: ClassPlaceControlsProps) {
  const { lessons } = useDashboard();
  const { follow, pace } = useWorkshop();
  const steps = stepsOf(lessons.find(({ slug }) => slug === place.lesson));
  const isTogether = pace.mode === "together";
  return (
    <fieldset className="class-place flow" aria-label="Where the class is">
      <LessonSelect
        label="Class at"
        className="small"
        value={place.lesson}
        choose={(lesson) => move({ lesson, step: 1 })}
      />
      <span className="row">
        <Arrow name="Previous step" sign="‹" to={neighbour(place, -1, lessons)} move={move} />
        <span className="small" role="status">
          step {place.step} of {steps}
        </span>
        <Arrow name="Next step" sign="›" to={neighbour(place, 1, lessons)} move={move} />
      </span>
      <CommandButton
        className="small toggle"
        aria-pressed={follow !== null}
        title="Learners' pages go where the class is, unless they are typing"
        command={{ do: "follow", place: follow === null ? place : null }}
      >
        Pages follow me
      </CommandButton>
      <CommandButton
        className="small toggle"
        aria-pressed={isTogether}
        title="Closes later lessons, and later steps of this one"
        command={{ do: "pace", pace: isTogether ? { mode: "free" } : { mode: "together", ...place } }}
      >
        Together up to here
      </CommandButton>
    </fieldset>
  );
}

interface ArrowProps {
  readonly name: string;
  readonly sign: string;
  /** Null: there is nothing in this direction. */
  readonly to: ClassPlace | null;
  readonly move: (place: ClassPlace) => void;
}

function Arrow({ name, sign, to, move }: ArrowProps) {
  return (
    <button
      type="button"
      className="small"
      aria-label={name}
      title={name}
      aria-disabled={to === null}
      onClick={() => {
        if (to !== null) move(to);
      }}
    >
      {sign}
    </button>
  );
}

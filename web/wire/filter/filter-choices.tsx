// The filter's choices beside its text: direction, kinds, client.
import { printable } from "../../ui/printable.ts";
import { type Kind, kinds } from "../model/entry.ts";
import type { Wire } from "../wire.ts";
import { type Filter, isFiltering, noFilter } from "./filter.ts";

interface FilterChoicesProps {
  readonly wire: Wire;
  readonly filter: Filter;
  readonly lanes: readonly string[];
}

const directions = { both: "Both ways", in: "→ to the handler", out: "← from the handler" } as const;

export function FilterChoices({ wire, filter, lanes }: FilterChoicesProps) {
  const change = (part: Partial<Filter>) => wire.view.dispatch({ type: "filter", change: part });
  return (
    <div id="wire-filter" popover="auto" className="menu wire-menu" role="dialog" aria-label="Filter the wire">
      <fieldset>
        <legend>Direction</legend>
        {(["both", "in", "out"] as const).map((direction) => (
          <label key={direction} className="menu-item">
            <input
              type="radio"
              name="wire-direction"
              checked={filter.direction === direction}
              onChange={() => change({ direction })}
            />
            {directions[direction]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Kinds</legend>
        {kinds.map((kind) => (
          <label key={kind} className="menu-item">
            <input
              type="checkbox"
              checked={!filter.without.includes(kind)}
              onChange={({ target }) => change({ without: toggled(filter.without, kind, !target.checked) })}
            />
            {kind}
          </label>
        ))}
      </fieldset>
      <label className="menu-item">
        Client
        <select
          value={filter.client ?? ""}
          onChange={({ target }) => change({ client: target.value === "" ? null : target.value })}
        >
          <option value="">all</option>
          {withChosen(lanes, filter.client).map((name) => (
            <option key={name} value={name}>
              {printable(name)}
            </option>
          ))}
        </select>
      </label>
      <FilterHelp />
      <button type="button" className="small" disabled={!isFiltering(filter)} onClick={() => change(noFilter)}>
        Drop the filter
      </button>
    </div>
  );
}

function toggled(without: readonly Kind[], kind: Kind, on: boolean): readonly Kind[] {
  return on ? [...without, kind] : without.filter((one) => one !== kind);
}

/** A client that was chosen stays in the list though its rows are gone. */
function withChosen(lanes: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || lanes.includes(chosen) ? lanes : [...lanes, chosen];
}

function FilterHelp() {
  return (
    <details className="filter-help">
      <summary>What can be typed</summary>
      <dl>
        <dt>hello</dt>
        <dd>text in the payload</dd>
        <dt>"two words"</dt>
        <dd>with spaces</dd>
        <dt>kind:ping,pong</dt>
        <dd>by kind</dd>
        <dt>from:A to:B client:C</dt>
        <dd>by who</dd>
        <dt>dir:in dir:out</dt>
        <dd>by direction</dd>
        <dt>len&gt;100 v:7 line:12</dt>
        <dd>bytes, version, line</dd>
        <dt>code:1011 fin:no</dt>
        <dd>close code, more follows</dd>
        <dt>/"id":\d+/i</dt>
        <dd>a pattern</dd>
        <dt>-kind:text -bye</dt>
        <dd>what it is not</dd>
      </dl>
    </details>
  );
}

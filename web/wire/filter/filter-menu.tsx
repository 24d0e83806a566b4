// The filter's popover: direction, kinds, client, and a summary of the syntax.
import { printable } from "../../ui/printable.ts";
import { type Kind, kinds } from "../model/entry.ts";
import type { Wire } from "../wire.ts";
import { countChoices, type Filter, isFiltering, noFilter } from "./filter.ts";

interface FilterMenuProps {
  readonly wire: Wire;
  readonly filter: Filter;
  readonly names: readonly string[];
}

const directions = { both: "Both directions", in: "→ To the handler", out: "← From the handler" } as const;

export function FilterMenu({ wire, filter, names }: FilterMenuProps) {
  const change = (part: Partial<Filter>) => wire.view.dispatch({ type: "filter", change: part });
  const choices = countChoices(filter);
  return (
    <>
      <button
        type="button"
        className="small"
        popoverTarget="wire-filter"
        aria-label={choices > 0 ? `Filter, ${choices} active` : "Filter"}
      >
        Filter{choices > 0 ? <span className="badge">{choices}</span> : null}
      </button>
      <div id="wire-filter" popover="auto" className="menu raised small" role="dialog" aria-label="Filter the wire">
        <fieldset>
          <legend>Direction</legend>
          {(["both", "in", "out"] as const).map((direction) => (
            <label key={direction} className="row">
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
        <fieldset className="menu-columns">
          <legend>Kinds</legend>
          {kinds.map((kind) => (
            <label key={kind} className="row">
              <input
                type="checkbox"
                checked={!filter.hiddenKinds.includes(kind)}
                onChange={({ target }) => change({ hiddenKinds: withKind(filter.hiddenKinds, kind, !target.checked) })}
              />
              {kind}
            </label>
          ))}
        </fieldset>
        <label className="row">
          Client
          <select
            value={filter.client ?? ""}
            onChange={({ target }) => change({ client: target.value === "" ? null : target.value })}
          >
            <option value="">All</option>
            {withSelected(names, filter.client).map((name) => (
              <option key={name} value={name}>
                {printable(name)}
              </option>
            ))}
          </select>
        </label>
        <FilterSyntax />
        <button type="button" className="small" disabled={!isFiltering(filter)} onClick={() => change(noFilter)}>
          Clear filter
        </button>
      </div>
    </>
  );
}

function withKind(hidden: readonly Kind[], kind: Kind, isHidden: boolean): readonly Kind[] {
  return isHidden ? [...hidden, kind] : hidden.filter((each) => each !== kind);
}

/** The selected client stays in the list after its rows are gone. */
function withSelected(names: readonly string[], selected: string | null): readonly string[] {
  return selected === null || names.includes(selected) ? names : [...names, selected];
}

const syntax: readonly (readonly [string, string])[] = [
  ["hello", "text in the payload"],
  ['"two words"', "text with spaces"],
  ["kind:ping,pong", "kind"],
  ["from:A to:B client:C", "client"],
  ["dir:in dir:out", "direction"],
  ["len>100 v:7 line:12", "bytes, version, line"],
  ["code:1011 fin:no", "close code, continued"],
  ['/"id":\\d+/i', "regular expression"],
  ["-kind:text -bye", "exclude"],
];

function FilterSyntax() {
  return (
    <details className="filter-syntax muted tiny">
      <summary>Filter syntax</summary>
      <dl>
        {syntax.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

// A choice in a list.
import type { ChangeEvent, ComponentProps } from "react";

interface SelectProps<V extends string | number> extends Omit<ComponentProps<"select">, "value"> {
  /** Shown before the list, which has an `aria-label` or a label elsewhere without it. */
  readonly label?: string;
  /** Of the label. */
  readonly className?: string;
  readonly value: V;
  /** Values, each with the text that is shown for it. */
  readonly options: readonly (readonly [value: V, text: string])[];
  readonly choose: (value: V) => void;
}

export function Select<V extends string | number>(props: SelectProps<V>) {
  const { label, className, value, options, choose, ...rest } = props;
  const onChange = ({ target }: ChangeEvent<HTMLSelectElement>) => {
    const chosen = options[target.selectedIndex];
    if (chosen) choose(chosen[0]);
  };
  const list = (
    <select {...rest} value={value} onChange={onChange}>
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
  if (label === undefined) return list;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: it is around the list
    <label className={className}>
      {label} {list}
    </label>
  );
}

// A row of buttons, one of which is pressed.
import type { Options } from "./form.tsx";

interface SwitchProps<K extends string> {
  /** For screen readers. */
  readonly label: string;
  readonly options: Options<K>;
  readonly titles?: Record<K, string>;
  readonly value: K;
  /** Called with another value than the present one. */
  readonly choose: (value: K) => void;
}

export function Switch<K extends string>({ label, options, titles, value, choose }: SwitchProps<K>) {
  return (
    <fieldset className="switch well">
      <legend className="unseen">{label}</legend>
      {options.map(([option, name]) => (
        <button
          key={option}
          type="button"
          title={titles?.[option]}
          aria-pressed={option === value}
          onClick={() => option !== value && choose(option)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

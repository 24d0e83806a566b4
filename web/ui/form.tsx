// Forms: their fields, and why they were refused.
import { type ComponentProps, type ReactNode, useId } from "react";

interface FormProps extends Omit<ComponentProps<"form">, "onSubmit"> {
  readonly submit: () => void;
}

/** Stays on the page. */
export function Form({ submit, ...form }: FormProps) {
  return (
    <form
      {...form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    />
  );
}

interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange"> {
  readonly label: string;
  /** Class of the label. */
  readonly className?: string;
  readonly value: string;
  readonly change: (text: string) => void;
}

export function TextField({ label, className, change, ...input }: TextFieldProps) {
  return (
    <label className={className}>
      {label}
      <input {...input} onChange={({ target }) => change(target.value)} />
    </label>
  );
}

/** Values with their names, in the order in which they are shown. */
export type Options<V extends string | number, Name = string> = readonly (readonly [V, Name])[];

interface SelectProps<V extends string | number> extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  /** Shown before the list; without it, the list has an `aria-label` or a label elsewhere. */
  readonly label?: string;
  /** Class of the label, if there is one. */
  readonly className?: string;
  readonly options: Options<V>;
  readonly value: V;
  readonly choose: (value: V) => void;
}

export function Select<V extends string | number>({ label, className, options, choose, ...rest }: SelectProps<V>) {
  const list = (
    <select
      {...rest}
      className={label === undefined ? className : undefined}
      onChange={({ target }) => {
        const option = options[target.selectedIndex];
        if (option) choose(option[0]);
      }}
    >
      {options.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
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

interface RadiosProps<K extends string> extends Omit<ComponentProps<"input">, "onChange"> {
  readonly options: Options<K, ReactNode>;
  readonly value: K;
  readonly choose: (value: K) => void;
  /** Class of each label. */
  readonly className?: string;
}

/** One radio button for each option. */
export function Radios<K extends string>({ options, value, choose, className, ...input }: RadiosProps<K>) {
  const group = useId();
  return options.map(([option, name]) => (
    <label key={option} className={className}>
      <input {...input} type="radio" name={group} checked={option === value} onChange={() => choose(option)} />
      {name}
    </label>
  ));
}

/** Announced to screen readers; nothing for null. */
export function Refusal({ text, id }: { readonly text: string | null; readonly id?: string }) {
  if (text === null) return null;
  return (
    <p className="refusal" role="alert" id={id}>
      {text}
    </p>
  );
}

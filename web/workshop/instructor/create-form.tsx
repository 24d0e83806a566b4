// Creates a workshop: its title, how long the join code is valid, and how long its data is kept.
import { type FormEvent, useId, useState } from "react";
import { whyNot } from "../../net/api.ts";
import { goTo } from "../../shell/route.ts";
import { createWorkshop } from "./instructor-calls.ts";

const validities = [
  [8, "8 hours"],
  [24, "1 day"],
  [72, "3 days"],
  [168, "1 week"],
  [336, "2 weeks"],
] as const;
const retentions = [
  [1, "1 day"],
  [7, "1 week"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "1 year"],
] as const;

export function CreateForm() {
  const [typed, setTyped] = useState({ title: "", hours: 24, retentionDays: 30 });
  const [status, setStatus] = useState({ isBusy: false, problem: "" });
  const id = useId();
  const isComplete = typed.title.trim() !== "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete || status.isBusy) return;
    setStatus({ isBusy: true, problem: "" });
    const answer = await createWorkshop(typed);
    if (answer.ok) return goTo(`/instructor/${answer.value.id}`);
    setStatus({ isBusy: false, problem: whyNot(answer) });
  };
  return (
    <form className="create card flow" aria-label="New workshop" onSubmit={(event) => void submit(event)}>
      <div className="create-title">
        <label htmlFor={id}>Title</label>
        <input
          id={id}
          maxLength={80}
          placeholder="WebSockets, Tuesday morning"
          autoComplete="off"
          required
          value={typed.title}
          onChange={({ target }) => setTyped({ ...typed, title: target.value })}
        />
      </div>
      <Choice
        label="People can join for"
        options={validities}
        value={typed.hours}
        choose={(hours) => setTyped({ ...typed, hours })}
      />
      <Choice
        label="After the end, data is kept for"
        options={retentions}
        value={typed.retentionDays}
        choose={(retentionDays) => setTyped({ ...typed, retentionDays })}
      />
      <button type="submit" className="primary" aria-disabled={!isComplete || status.isBusy}>
        {status.isBusy ? "Creating…" : "Create workshop"}
      </button>
      <p role="alert" className="refusal">
        {status.problem}
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly (readonly [number, string])[];
  readonly value: number;
  readonly choose: (value: number) => void;
}

function Choice({ label, options, value, choose }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => choose(Number(target.value))}>
        {options.map(([number, text]) => (
          <option key={number} value={number}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

// Which of the machine's addresses to use, where there are several.

interface OriginChoiceProps {
  readonly origins: readonly string[];
  readonly chosen: string;
  readonly choose: (origin: string) => void;
}

export function OriginChoice({ origins, chosen, choose }: OriginChoiceProps) {
  if (origins.length < 2) return null;
  return (
    <label className="origin-choice">
      Address
      <select value={chosen} onChange={({ target }) => choose(target.value)}>
        {origins.map((origin) => (
          <option key={origin} value={origin}>
            {origin.replace(/^https?:\/\//, "")}
          </option>
        ))}
      </select>
    </label>
  );
}

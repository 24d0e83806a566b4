// The request line and headers of the handshake laboratory, as fields.
import { Select } from "../ui/form.tsx";
import { headerMeaning } from "../wire/model/header-meaning.ts";
import {
  addHeader,
  browserRequest,
  changeHeader,
  exampleKey,
  type HeaderField,
  type RequestDraft,
  randomKey,
} from "./handshake-request.ts";

interface RequestEditorProps {
  readonly draft: RequestDraft;
  readonly change: (draft: RequestDraft) => void;
  /** The room's path. */
  readonly path: string;
}

const methods = [
  ["GET", "GET"],
  ["POST", "POST"],
  ["PUT", "PUT"],
] as const;
const versions = [
  ["1.1", "HTTP/1.1"],
  ["1.0", "HTTP/1.0"],
] as const;

export function RequestEditor({ draft, change, path }: RequestEditorProps) {
  const { method, version, query, headers } = draft;
  const setKey = (value: string) => {
    const field = headers.find(({ name }) => name.toLowerCase() === "sec-websocket-key");
    if (field) change(changeHeader(draft, field.id, { value }));
  };
  return (
    <>
      <h3>Request</h3>
      <div className="lab-request-line flow small">
        <Select
          aria-label="Method"
          value={method}
          options={methods}
          choose={(next) => change({ ...draft, method: next })}
        />
        <code className="breakable">{path}</code>
        <input
          className="mono"
          aria-label="Query"
          value={query}
          maxLength={1024}
          spellCheck={false}
          onChange={({ target }) => change({ ...draft, query: target.value })}
        />
        <Select
          aria-label="HTTP version"
          value={version}
          options={versions}
          choose={(next) => change({ ...draft, version: next })}
        />
      </div>
      <ol className="lab-headers stack">
        {headers.map((field, index) => (
          <HeaderRow
            key={field.id}
            field={field}
            number={index + 1}
            change={(part) => change(changeHeader(draft, field.id, part))}
            remove={() => change({ ...draft, headers: headers.filter((each) => each !== field) })}
          />
        ))}
      </ol>
      <div className="flow">
        <button type="submit" className="primary small">
          Send request
        </button>
        <button
          type="button"
          className="small"
          disabled={headers.length >= 32}
          onClick={() => change(addHeader(draft))}
        >
          Add header
        </button>
        <button type="button" className="small" onClick={() => setKey(randomKey())}>
          New key
        </button>
        <button type="button" className="small" onClick={() => setKey(exampleKey)}>
          Key of the RFC
        </button>
        <button
          type="button"
          className="small"
          onClick={() => change(browserRequest(window.location.origin, randomKey()))}
        >
          Reset
        </button>
      </div>
    </>
  );
}

interface HeaderRowProps {
  readonly field: HeaderField;
  readonly number: number;
  readonly change: (part: Partial<HeaderField>) => void;
  readonly remove: () => void;
}

function HeaderRow({ field: { name, value }, number, change, remove }: HeaderRowProps) {
  const meaning = headerMeaning(name);
  const shown = name || `header ${number}`;
  return (
    <li>
      <input
        className="mono tiny"
        aria-label={`Name of header ${number}`}
        value={name}
        maxLength={256}
        spellCheck={false}
        onChange={({ target }) => change({ name: target.value })}
      />
      <input
        className="lab-header-value mono tiny"
        aria-label={`Value of ${shown}`}
        value={value}
        maxLength={2048}
        spellCheck={false}
        onChange={({ target }) => change({ value: target.value })}
      />
      <button type="button" className="tiny" aria-label={`Remove ${shown}`} title={`Remove ${shown}`} onClick={remove}>
        ×
      </button>
      {meaning === null ? null : <span className="lab-meaning tiny muted">{meaning}</span>}
    </li>
  );
}

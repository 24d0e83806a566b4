// The request line and headers of the handshake laboratory, as fields.
import type { Dispatch } from "react";
import { Select } from "../ui/select.tsx";
import { headerMeaning } from "../wire/model/header-meaning.ts";
import {
  browserRequest,
  exampleKey,
  type HeaderField,
  type RequestAction,
  type RequestDraft,
  randomKey,
} from "./handshake-request.ts";

interface RequestEditorProps {
  readonly draft: RequestDraft;
  readonly dispatch: Dispatch<RequestAction>;
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

export function RequestEditor({ draft, dispatch, path }: RequestEditorProps) {
  const { method, version, query, headers } = draft;
  const setKey = (value: string) => {
    const field = headers.find(({ name }) => name.toLowerCase() === "sec-websocket-key");
    if (field) dispatch({ type: "header", id: field.id, change: { value } });
  };
  const reset = () => dispatch({ type: "reset", draft: browserRequest(window.location.origin, randomKey()) });
  return (
    <>
      <h3>Request</h3>
      <div className="lab-request-line flow small">
        <Select
          aria-label="Method"
          value={method}
          options={methods}
          choose={(next) => dispatch({ type: "change", change: { method: next } })}
        />
        <code className="breakable">{path}</code>
        <input
          className="mono"
          aria-label="Query"
          value={query}
          maxLength={1024}
          spellCheck={false}
          onChange={({ target }) => dispatch({ type: "change", change: { query: target.value } })}
        />
        <Select
          aria-label="HTTP version"
          value={version}
          options={versions}
          choose={(next) => dispatch({ type: "change", change: { version: next } })}
        />
      </div>
      <ol className="lab-headers stack">
        {headers.map((field, index) => (
          <HeaderRow key={field.id} field={field} number={index + 1} dispatch={dispatch} />
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
          onClick={() => dispatch({ type: "add" })}
        >
          Add header
        </button>
        <button type="button" className="small" onClick={() => setKey(randomKey())}>
          New key
        </button>
        <button type="button" className="small" onClick={() => setKey(exampleKey)}>
          Key of the RFC
        </button>
        <button type="button" className="small" onClick={reset}>
          Reset
        </button>
      </div>
    </>
  );
}

interface HeaderRowProps {
  readonly field: HeaderField;
  readonly number: number;
  readonly dispatch: Dispatch<RequestAction>;
}

function HeaderRow({ field: { id, name, value }, number, dispatch }: HeaderRowProps) {
  const change = (next: Partial<Omit<HeaderField, "id">>) => dispatch({ type: "header", id, change: next });
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
      <button
        type="button"
        className="tiny"
        aria-label={`Remove ${shown}`}
        title={`Remove ${shown}`}
        onClick={() => dispatch({ type: "remove", id })}
      >
        ×
      </button>
      {meaning === null ? null : <span className="lab-meaning tiny muted">{meaning}</span>}
    </li>
  );
}

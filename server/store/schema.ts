// The database schema: its migrations, and the tables as queries see them.
import { type ExpressionBuilder, type FilterObject, type Kysely, type Migration, sql } from "kysely";

/**
 * Only text and numbers, so that the tables are the same in every database: booleans are 0 or 1, times are Unix
 * milliseconds, and JSON is text.
 */
export interface Tables {
  learners: { id: string; created_at_ms: number };
  rooms: { id: string; learner: string; lesson: string };
  code: {
    learner: string;
    lesson: string;
    version: number;
    style: string;
    source: string;
    bytes: number;
    saved_at_ms: number;
    loaded: number;
    aside: number;
    /** The instructor who saved it; null: the learner. */
    saved_by: string | null;
  };
  /** The version that loaded last; one row per learner and lesson. */
  serving: { learner: string; lesson: string; version: number };
  results: { learner: string; lesson: string; seq: number; result: string };
  progress: {
    learner: string;
    lesson: string;
    style: string;
    version: number;
    passed: string;
    failed: string;
    done: number;
    at_ms: number;
  };
  /** A learner's newest code has the largest `seq`. */
  device_codes: { hash: string; learner: string; expires_at_ms: number; seq: number };
  settings: { name: string; value: string };
  /** Bytes of code by learner; the empty owner has the sum. */
  usage: { owner: string; bytes: number };
  /** `state` without the members, after event `seq`. */
  workshops: { id: string; seq: number; state: string };
  workshop_events: { workshop: string; seq: number; at_ms: number; event: string };
  /** `state` is null until the first snapshot that contains the member. */
  members: {
    workshop: string;
    id: string;
    learner: string;
    name_key: string;
    code_hash: string;
    state: string | null;
  };
  instructor_sessions: { hash: string; name: string; expires_at_ms: number };
  /** The code of draft `id` is that of lesson `play:<id>`, its client page that of `page:<id>`. */
  drafts: {
    id: string;
    learner: string;
    title: string;
    created_at_ms: number;
    updated_at_ms: number;
    deleted_at_ms: number | null;
    /** The snippet that it was made from. */
    forked_from: string | null;
  };
  snippets: {
    id: string;
    learner: string;
    title: string;
    style: string;
    handler: string;
    page: string | null;
    bytes: number;
    created_at_ms: number;
    published: number;
  };
}

export type Db = Kysely<Tables>;

/** For `where`: the rows whose columns have these values. The table has to be named. */
export function matching<Table extends keyof Tables = never>(values: Readonly<FilterObject<Tables, Table>>) {
  return (eb: ExpressionBuilder<Tables, Table>) => eb.and(values);
}

/**
 * In order. A released migration is never edited; add another one. Timestamps are `bigint`: 64 bits in PostgreSQL, any
 * integer in SQLite.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-first": migration(
    `create table learners (id text primary key, created_at_ms bigint not null)`,
    `create table rooms (
    id text primary key,
    learner text not null references learners (id) on delete cascade,
    lesson text not null,
    unique (learner, lesson))`,
    `create table code (
    learner text not null references learners (id) on delete cascade,
    lesson text not null,
    version integer not null,
    style text not null,
    source text not null,
    bytes integer not null,
    saved_at_ms bigint not null,
    loaded integer not null,
    primary key (learner, lesson, version))`,
    `create index code_by_style on code (learner, lesson, style, version)`,
    `create table serving (
    learner text not null,
    lesson text not null,
    version integer not null,
    primary key (learner, lesson),
    foreign key (learner, lesson, version) references code (learner, lesson, version) on delete cascade)`,
    `create table results (
    learner text not null references learners (id) on delete cascade,
    lesson text not null,
    seq integer not null,
    result text not null,
    primary key (learner, lesson, seq))`,
    `create table progress (
    learner text not null references learners (id) on delete cascade,
    lesson text not null,
    style text not null,
    version integer not null,
    passed text not null,
    failed text not null,
    done integer not null,
    at_ms bigint not null,
    primary key (learner, lesson))`,
    `create table settings (name text primary key, value text not null)`,
  ),
  "002-device-codes": migration(
    `create table device_codes (
    hash text primary key,
    learner text not null references learners (id) on delete cascade,
    expires_at_ms bigint not null,
    seq integer not null)`,
    `create index device_codes_by_learner on device_codes (learner, seq)`,
  ),
  /** Versions that are in the history only: text that lost against newer text of another page. */
  "003-aside": migration("alter table code add column aside integer not null default 0"),
  "004-usage": migration(
    `create table usage (owner text primary key, bytes bigint not null)`,
    `insert into usage select learner, sum(bytes) from code group by learner`,
    `insert into usage select '', coalesce(sum(bytes), 0) from code`,
  ),
  "005-workshops": migration(
    `create table workshops (id text primary key, seq integer not null, state text not null)`,
    `create table workshop_events (
    workshop text not null references workshops (id) on delete cascade,
    seq integer not null,
    at_ms bigint not null,
    event text not null,
    primary key (workshop, seq))`,
    `create table members (
    workshop text not null references workshops (id) on delete cascade,
    id text not null,
    learner text not null references learners (id) on delete cascade,
    name_key text not null,
    code_hash text not null,
    state text,
    primary key (workshop, id),
    unique (workshop, name_key),
    unique (workshop, learner))`,
    `create table instructor_sessions (hash text primary key, name text not null, expires_at_ms bigint not null)`,
  ),
  "006-saved-by": migration("alter table code add column saved_by text"),
  "007-playground": migration(
    `create table drafts (
    id text primary key,
    learner text not null references learners (id) on delete cascade,
    title text not null,
    created_at_ms bigint not null,
    updated_at_ms bigint not null,
    deleted_at_ms bigint,
    forked_from text)`,
    `create index drafts_by_learner on drafts (learner, updated_at_ms)`,
    `create table snippets (
    id text primary key,
    learner text not null references learners (id) on delete cascade,
    title text not null,
    style text not null,
    handler text not null,
    page text,
    bytes integer not null,
    created_at_ms bigint not null,
    published integer not null)`,
    `create index snippets_by_learner on snippets (learner, created_at_ms)`,
    `create index snippets_by_bytes on snippets (bytes)`,
  ),
};

function migration(...statements: readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

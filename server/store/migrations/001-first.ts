// Learners, their rooms, their code with its history, their results, and the server's own settings.
import { type Kysely, sql } from "kysely";

/** Timestamps are `bigint`: 64 bits in PostgreSQL, any integer in SQLite. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
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
];

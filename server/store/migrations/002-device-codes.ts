// Codes that bring a learner to another device.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table device_codes (
    hash text primary key,
    learner text not null references learners (id) on delete cascade,
    expires_at_ms bigint not null,
    seq integer not null)`,
  `create index device_codes_by_learner on device_codes (learner, seq)`,
];

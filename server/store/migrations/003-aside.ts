// Versions that lie in the history only: text that lost against newer text of another page.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table code add column aside integer not null default 0").execute(db);
}

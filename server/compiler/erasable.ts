// Finds TypeScript that Node cannot run: it removes types and transforms nothing.
import { type Program, Visitor } from "oxc-parser";

/** What has to be replaced, for example `enums`; null if there is nothing. */
export function unerasableIn(program: Program): string | null {
  let found: string | null = null;
  const note = (what: string) => () => {
    found ??= what;
  };
  new Visitor({
    TSEnumDeclaration: note("enums"),
    TSModuleDeclaration: note("namespaces"),
    TSParameterProperty: note("parameter properties"),
    TSImportEqualsDeclaration: note("`import … = …`"),
    TSTypeAssertion: note("type assertions in angle brackets"),
  }).visit(program);
  return found;
}

// Regular expressions that run in linear time, with RE2JS. It is loaded when a filter first contains a pattern.

export type Pattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly problem: string };

export type CompilePattern = (source: string, ignoreCase: boolean) => Pattern;

const maxCharacters = 200;
/** RE2's time per character is proportional to the number of its instructions. */
const maxInstructions = 1_000;

/** RE2 syntax: that of JavaScript without back references and lookaround. Rejects if the engine cannot be fetched. */
export async function loadPatterns(): Promise<CompilePattern> {
  const { RE2JS, RE2JSSyntaxException } = await import("re2js");
  return (source, ignoreCase) => {
    if (source.length > maxCharacters) return fail(`Shorten the pattern to ${maxCharacters} characters.`);
    try {
      const pattern = RE2JS.compile(RE2JS.translateRegExp(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
      if (pattern.programSize() > maxInstructions) return fail("The pattern repeats too much. Use smaller counts.");
      return { ok: true, test: (text) => pattern.test(text) };
    } catch (error) {
      if (error instanceof RE2JSSyntaxException) return fail(syntaxProblem(error.error, error.input ?? source));
      throw error;
    }
  };
}

const fail = (problem: string): Pattern => ({ ok: false, problem });

function syntaxProblem(error: string, input: string): string {
  const isUnsupported = /^\(\?<?[=!]/.test(input) || /^\\[1-9k]/.test(input);
  return isUnsupported ? `Patterns do not support ${input}.` : `Invalid pattern: ${error} in “${input}”.`;
}

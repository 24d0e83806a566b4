// Short texts that people write and others read: names, titles, messages.
import { z } from "zod";

/**
 * At least one visible character, no control or bidi characters, normalized (NFC). With more than one line, line breaks are
 * kept, otherwise they become spaces.
 */
export function plainTextSchema(maxChars: number, maxLines = 1) {
  return (
    z
      .string()
      .max(4 * maxChars)
      .transform((text) => withPlainSpaces(text.normalize("NFC"), maxLines > 1))
      .refine((text) => /[^\p{Default_Ignorable_Code_Point}\s\u2800\u200d]/u.test(text), "must not be empty")
      // More marks on one letter would cover the lines above and below.
      .refine((text) => !/\p{M}{4}/u.test(text), "must not stack that many accents")
      .refine((text) => [...text].length <= maxChars, `must have at most ${maxChars} characters`)
      .refine((text) => text.split("\n").length <= maxLines, `must have at most ${maxLines} lines`)
      .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u.test(text.replace(/[\u200d\n]/gu, "")), {
        message: "must not contain invisible or direction-changing characters",
      })
  );
}

/** At most one empty line in a row. */
function withPlainSpaces(text: string, hasLines: boolean): string {
  const lines = hasLines ? text.split(/\r\n?|[\n\p{Zl}\p{Zp}]/u) : [text];
  const plain = lines.map((line) => line.replace(/\s+/gu, " ").trim()).join("\n");
  return plain.replace(/\n{3,}/gu, "\n\n").trim();
}

// Short texts that people write and others read: names, titles, messages.
import { z } from "zod";

/** At least one visible character, no control or bidi characters, normalized (NFC). */
export function plainTextSchema(maxChars: number) {
  return (
    z
      .string()
      .max(4 * maxChars)
      .transform((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim())
      .refine((text) => /[^\p{Default_Ignorable_Code_Point}\s\u2800\u200d]/u.test(text), "must not be empty")
      // More marks on one letter would cover the lines above and below.
      .refine((text) => !/\p{M}{4}/u.test(text), "must not stack that many accents")
      .refine((text) => [...text].length <= maxChars, `must have at most ${maxChars} characters`)
      .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u.test(text.replaceAll("\u200d", "")), {
        message: "must not contain invisible or direction-changing characters",
      })
  );
}

// A close frame: its code in words, its reason, and which side began.
import { closeCodeMeaning, reportedCodes } from "../../../server/protocol/rfc6455.ts";
import { printable } from "../../ui/printable.ts";
import type { FrameEntry } from "../model/entry.ts";
import { readClose } from "../model/entry-text.ts";
import { withoutHeaps } from "../model/one-line.ts";

export function CloseDetail({ entry: { frame, caller, isAnswer } }: { readonly entry: FrameEntry }) {
  const { code, reason } = readClose(frame);
  const sender = frame.direction === "in" ? printable(caller.name) : "the handler's side";
  return (
    <div className="close-said">
      <p>
        <strong>{code ?? "no code"}</strong> {closeCodeMeaning(code ?? reportedCodes.noCode)}
      </p>
      {reason ? (
        <p>
          Reason: <bdi className="reason">{withoutHeaps(printable(reason))}</bdi>
        </p>
      ) : null}
      <p>
        {isAnswer
          ? `The answer of ${sender}: the closing is complete, and the TCP connection ends.`
          : `Sent first, by ${sender}: the other side answers with a close frame of its own.`}
      </p>
    </div>
  );
}

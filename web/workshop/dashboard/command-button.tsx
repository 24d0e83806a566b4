// A button that sends a command to the workshop.
import type { ComponentProps } from "react";
import type { WorkshopCommand } from "../../../server/protocol/workshop.ts";
import { useDashboard } from "./dashboard-context.ts";

export function CommandButton({
  command,
  ...button
}: ComponentProps<"button"> & { readonly command: WorkshopCommand }) {
  const { run } = useDashboard();
  return <button type="button" className="small" {...button} onClick={() => void run(command)} />;
}

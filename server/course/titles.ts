// The ids and titles of a lesson's checks, as its checks file registers them.
import { collect } from "../checks/collect.ts";

export interface CheckTitle {
  readonly id: string;
  readonly title: string;
}

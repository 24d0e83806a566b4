// Everything a host has told, and waiting for what it will tell.
import type { FromHost } from "../../../server/protocol/host.ts";
import { within } from "./deadline.ts";

type Told<Type extends FromHost["type"]> = Extract<FromHost, { readonly type: Type }>;

export class Heard {
  readonly all: FromHost[] = [];
  readonly #listeners = new Set<() => void>();

  readonly add = (message: FromHost): void => {
    this.all.push(message);
    for (const listener of this.#listeners) listener();
  };

  of<Type extends FromHost["type"]>(type: Type): Told<Type>[] {
    return this.all.filter((message): message is Told<Type> => message.type === type);
  }

  /** The first message of this type that fits, already told or still to come. */
  async next<Type extends FromHost["type"]>(
    type: Type,
    fits: (message: Told<Type>) => boolean = () => true,
    ms = 5_000,
  ): Promise<Told<Type>> {
    const found = Promise.withResolvers<Told<Type>>();
    const look = () => {
      const message = this.of(type).find(fits);
      if (message) found.resolve(message);
    };
    this.#listeners.add(look);
    look();
    try {
      return await within(found.promise, `the host told no such "${type}"`, ms);
    } finally {
      this.#listeners.delete(look);
    }
  }

  forget(): void {
    this.all.length = 0;
  }
}

// Collects the messages of a host and waits for further ones.
import type { FromHost } from "../../../server/protocol/host.ts";
import { within } from "./deadline.ts";

type MessageOf<Type extends FromHost["type"]> = Extract<FromHost, { readonly type: Type }>;

export class HostMessages {
  readonly all: FromHost[] = [];
  readonly #listeners = new Set<() => void>();

  readonly add = (message: FromHost): void => {
    this.all.push(message);
    for (const listener of this.#listeners) listener();
  };

  of<Type extends FromHost["type"]>(type: Type): MessageOf<Type>[] {
    return this.all.filter((message): message is MessageOf<Type> => message.type === type);
  }

  /** The first matching message of this type, already received or still to come. */
  async next<Type extends FromHost["type"]>(
    type: Type,
    fits: (message: MessageOf<Type>) => boolean = () => true,
    ms?: number,
  ): Promise<MessageOf<Type>> {
    const found = Promise.withResolvers<MessageOf<Type>>();
    const look = () => {
      const message = this.of(type).find(fits);
      if (message) found.resolve(message);
    };
    this.#listeners.add(look);
    look();
    try {
      return await within(found.promise, `the host sent no such "${type}"`, ms);
    } finally {
      this.#listeners.delete(look);
    }
  }

  forget(): void {
    this.all.length = 0;
  }
}

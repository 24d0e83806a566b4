// What a channel or a broadcast can hold, checked before it is made.

/** A whole number from 1 to 65,536; a RangeError with the remedy for anything else. */
export function checkedCapacity(capacity: unknown, maker: string): number {
  if (typeof capacity === "number" && Number.isInteger(capacity) && capacity >= 1 && capacity <= 65_536)
    return capacity;
  throw new RangeError(
    `${maker}(capacity): the capacity is a whole number from 1 to 65536, for example ${maker}(64). A queue without a bound grows until memory ends.`,
  );
}

/** null and undefined stand for the end of a stream, so they cannot travel in it. */
export function refuseNothing(value: unknown): void {
  if (value === null || value === undefined)
    throw new TypeError(`send(${value}): ${value} stands for the end of the stream. Send a value.`);
}

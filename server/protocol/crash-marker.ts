// The crash marker: a file in which a host records the room that is running and when it last made progress, so that the
// front can tell a host that is busy from one that hangs, and blame the room that hangs it.

/** The host inherits the file as this descriptor. */
export const crashMarkerFd = 4;

/** The room's id, padded with NUL; only NUL while no room is running. */
export const markedRoomBytes = 64;

/** After the room: when the host last began a turn or handled a message, in `systemMs`, as a little-endian double. */
export const crashMarkerBytes = markedRoomBytes + 8;

/** Milliseconds on the clock that all processes of this machine share, whatever happens to the time of day. */
export function systemMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

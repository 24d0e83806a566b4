// The crash marker: a file in which a host records the room that is running, so that the front can blame it if the host hangs.

/** The host inherits the file as this descriptor. */
export const crashMarkerFd = 4;

/** The room's id, padded with NUL; only NUL while no room is running. */
export const crashMarkerBytes = 64;

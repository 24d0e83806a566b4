// How much of the wire a page is told; apart from the frames' schema since hosts load no schemas.

/** Of more frames a second the rest is counted. */
export const framesToldPerSecond = 2_000;

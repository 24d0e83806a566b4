// What the room tells a socket and its server: methods under symbols, since learners have no use for them.

export const connected: unique symbol = Symbol("connected");
export const gotMessage: unique symbol = Symbol("got message");
export const gotClose: unique symbol = Symbol("got close");
export const gotError: unique symbol = Symbol("got error");
export const gotFlow: unique symbol = Symbol("got flow");
export const retired: unique symbol = Symbol("retired");

export const entered: unique symbol = Symbol("entered");
export const left: unique symbol = Symbol("left");
export const isRunning: unique symbol = Symbol("is running");

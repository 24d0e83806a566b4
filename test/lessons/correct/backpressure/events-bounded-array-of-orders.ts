// Orders wait in a bounded array before they are handled.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

interface State {
  orders: string[];
  prices: string[];
  isSending: boolean;
}
const states = new Map<WebSocket, State>();

function work(socket: WebSocket, state: State) {
  if (state.isSending) return;
  const order = state.orders.shift();
  const text = order === undefined ? state.prices.shift() : `ok: ${order}`;
  if (text === undefined) return;
  if (state.orders.length < 10) socket.resume();
  state.isSending = true;
  socket.send(text, () => {
    state.isSending = false;
    work(socket, state);
  });
}

wss.on("connection", (socket) => {
  const state: State = { orders: [], prices: [], isSending: false };
  states.set(socket, state);
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("price ")) {
      for (const [client, each] of states) {
        each.prices.push(text);
        if (each.prices.length > 32) each.prices.shift();
        work(client, each);
      }
    } else {
      state.orders.push(text);
      if (state.orders.length >= 32) socket.pause();
      work(socket, state);
    }
  });
  socket.on("close", () => states.delete(socket));
});

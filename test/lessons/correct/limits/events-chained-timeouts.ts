// Each message returns its slot after a second.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin, req }, done) => {
    const { host } = req.headers;
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return done(false, 403);
    done(true);
  },
});

wss.on("connection", (socket) => {
  let inTheLastSecond = 0;
  socket.onerror = ({ message }) => console.error(message);
  socket.on("message", (data, binary) => {
    inTheLastSecond += 1;
    setTimeout(() => {
      inTheLastSecond -= 1;
    }, 1_000);
    if (inTheLastSecond > 10) socket.close(1008, "too many");
    else socket.send(data, { binary });
  });
});

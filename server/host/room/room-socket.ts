// A `ws` socket that lets its room answer what came before a close frame, before the close is answered.
import { WebSocket } from "ws";

export class RoomSocket extends WebSocket {
  /**
   * `ws` calls `close` itself when a close frame or a broken one came, in the middle of reading. With a listener the
   * answer waits until `reply` is called; RFC 6455 §5.5.1 allows to finish what is under way first.
   */
  onClosing: ((reply: () => void) => void) | null = null;

  override close(code?: number, reason?: string | Buffer): void {
    if (this.onClosing) this.onClosing(() => super.close(code, reason));
    else super.close(code, reason);
  }

  /** Sends our own close frame, at once. */
  closeNow(code?: number, reason?: string): void {
    super.close(code, reason);
  }
}

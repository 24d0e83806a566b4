// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] }
use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
    routing::any,
};
use tokio::time::{Instant, interval_at};

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}

async fn upgrade(request: WebSocketUpgrade) -> Response {
    request.on_upgrade(handle)
}
// #endregion

const PERIOD: Duration = Duration::from_secs(30);

async fn handle(mut socket: WebSocket) {
    // `interval` would tick immediately; this one waits first.
    let mut ticks = interval_at(Instant::now() + PERIOD, PERIOD);
    let mut alive = true;
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => {
                    if socket.send(Message::Text(text)).await.is_err() {
                        break;
                    }
                }
                Some(Ok(Message::Pong(_))) => alive = true,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
            _ = ticks.tick() => {
                if !alive || socket.send(Message::Ping(Bytes::new())).await.is_err() {
                    break;
                }
                alive = false;
            }
        }
    }
}

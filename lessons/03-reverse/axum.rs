// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// unicode-segmentation = "1"
use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
    routing::any,
};
use unicode_segmentation::UnicodeSegmentation;

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}
// #endregion

async fn upgrade(request: WebSocketUpgrade) -> Response {
    request.on_upgrade(handle)
}

async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let reply = match message {
            Message::Text(text) => Message::text(reversed(&text)),
            Message::Binary(bytes) => Message::Binary(bytes),
            // The library has queued the replies to pings and close frames; the next `recv` sends them.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => continue,
        };
        if socket.send(reply).await.is_err() {
            break;
        }
    }
}

/// `text.chars()` would yield code points, and tear accents from their letters.
fn reversed(text: &str) -> String {
    text.graphemes(true).rev().collect()
}

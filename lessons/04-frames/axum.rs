// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] }
use axum::{
    Router,
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    response::Response,
    routing::any,
};

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
            Message::Text(text) => reply_to(&text),
            Message::Ping(bytes) => Message::text(format!("ping of length {}", bytes.len())),
            Message::Pong(bytes) => Message::text(format!("pong of length {}", bytes.len())),
            Message::Binary(_) => close_with(close_code::UNSUPPORTED, "text only"),
            Message::Close(_) => continue, // the reply is queued; the next `recv` sends it
        };
        let closes = matches!(reply, Message::Close(_));
        if socket.send(reply).await.is_err() {
            return;
        }
        if closes {
            break;
        }
    }
    // After a close frame of ours, wait for the client's; nothing it sends in between is handled.
    while let Some(Ok(_)) = socket.recv().await {}
}

fn reply_to(text: &str) -> Message {
    match text.strip_prefix("close ").and_then(|digits| digits.parse().ok()) {
        None => Message::text(format!("text of length {}", text.len())),
        Some(code) if may_send(code) => close_with(code, ""),
        Some(code) => Message::text(format!("cannot send {code}")),
    }
}

fn close_with(code: u16, reason: &'static str) -> Message {
    Message::Close(Some(CloseFrame { code, reason: reason.into() }))
}

fn may_send(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

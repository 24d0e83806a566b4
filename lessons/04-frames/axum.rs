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
    // After our close frame, wait for the client's; nothing it sends in between is handled.
    while let Some(Ok(_)) = socket.recv().await {}
}

fn reply_to(text: &str) -> Message {
    let Some(digits) = digits_in(text) else {
        return Message::text(format!("text of length {}", text.len()));
    };
    match digits.parse() {
        Ok(code) if may_send(code) => close_with(code, ""),
        _ => Message::text(format!("cannot send {digits}")),
    }
}

/// The number in `close 4001`, as it was written; `None` for any other text.
fn digits_in(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("close ")?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

fn close_with(code: u16, reason: &'static str) -> Message {
    Message::Close(Some(CloseFrame { code, reason: reason.into() }))
}

fn may_send(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] }
use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    http::{
        HeaderMap, StatusCode,
        header::{HOST, ORIGIN},
    },
    response::{IntoResponse, Response},
    routing::any,
};
use tokio::time::timeout;

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}
// #endregion

const MESSAGE_BYTES: usize = 16 * 1024;
const MESSAGES_PER_SECOND: u32 = 10;

async fn upgrade(headers: HeaderMap, request: WebSocketUpgrade) -> Response {
    if headers.contains_key(ORIGIN) && !is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    request
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(handle)
}

/// True if the page has the host that the request is for.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (origin, host) = (text(ORIGIN), text(HOST));
    origin == format!("https://{host}") || origin == format!("http://{host}")
}

async fn handle(mut socket: WebSocket) {
    let mut second_began = Instant::now();
    let mut count = 0;
    while let Some(Ok(message)) = socket.recv().await {
        if !matches!(message, Message::Text(_) | Message::Binary(_)) {
            continue;
        }
        if second_began.elapsed() >= Duration::from_secs(1) {
            second_began = Instant::now();
            count = 0;
        }
        count += 1;
        if count > MESSAGES_PER_SECOND {
            let close = CloseFrame { code: close_code::POLICY, reason: "at most 10 messages a second".into() };
            let _ = socket.send(Message::Close(Some(close))).await;
            break;
        }
        if socket.send(message).await.is_err() {
            break;
        }
    }
    // After our close frame, the client has two seconds to answer; anything else it sends is dropped.
    let drained = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = timeout(Duration::from_secs(2), drained).await;
}

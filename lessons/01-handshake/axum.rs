// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// serde = { version = "1", features = ["derive"] }
use axum::{
    Router,
    extract::{
        Query,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::any,
};
use serde::Deserialize;

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}
// #endregion

#[derive(Deserialize)]
struct Access {
    token: Option<String>,
}

async fn upgrade(Query(access): Query<Access>, request: WebSocketUpgrade) -> Response {
    if access.token.as_deref() != Some("sesame") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    request.protocols(["chat.v2", "chat.v1"]).on_upgrade(handle)
}

async fn handle(mut socket: WebSocket) {
    let protocol = socket.protocol().and_then(|name| name.to_str().ok()).unwrap_or("none");
    let greeting = Message::text(format!("protocol: {protocol}"));
    if socket.send(greeting).await.is_err() {
        return;
    }
    // Reading until `None` also answers pings and the client's close frame.
    while let Some(Ok(_)) = socket.recv().await {}
}

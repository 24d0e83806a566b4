// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// serde = { version = "1", features = ["derive"] }, serde_json = "1"
use axum::{
    Router,
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    response::Response,
    routing::any,
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum ClientMessage {
    Chat { text: String },
    Ping,
    Bye,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum ServerMessage {
    Echo { text: String },
    Pong,
    Error { message: String },
}

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

async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_) => continue,
        };
        let Some(reply) = reply_to(&text) else {
            let bye = CloseFrame { code: close_code::NORMAL, reason: "bye".into() };
            let _ = socket.send(Message::Close(Some(bye))).await;
            continue; // keeps reading until the client has answered the close
        };
        let json = serde_json::to_string(&reply).expect("a server message is always JSON");
        if socket.send(Message::text(json)).await.is_err() {
            return;
        }
    }
}

/// Returns `None` when the client said bye.
fn reply_to(text: &str) -> Option<ServerMessage> {
    Some(match serde_json::from_str(text) {
        Ok(ClientMessage::Chat { text }) => ServerMessage::Echo { text },
        Ok(ClientMessage::Ping) => ServerMessage::Pong,
        Ok(ClientMessage::Bye) => return None,
        Err(error) => ServerMessage::Error { message: error.to_string() },
    })
}

// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// futures-util = { version = "0.3", features = ["sink"] }
use axum::{
    Router,
    extract::{
        State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::any,
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use tokio::sync::broadcast::{self, error::RecvError};

type Room = broadcast::Sender<Utf8Bytes>;

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let room: Room = broadcast::Sender::new(16);
    let routes = Router::new().route("/ws", any(upgrade)).with_state(room);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}
// #endregion

async fn upgrade(request: WebSocketUpgrade, State(room): State<Room>) -> Response {
    request.on_upgrade(|socket| handle(socket, room))
}

async fn handle(socket: WebSocket, room: Room) {
    let (sender, receiver) = socket.split();
    let inbox = room.subscribe();
    let _ = room.send("* a user joined".into());
    let mut writer = tokio::spawn(forward(inbox, sender));
    let mut reader = tokio::spawn(publish(receiver, room.clone()));
    tokio::select! {
        _ = &mut writer => reader.abort(),
        _ = &mut reader => writer.abort(),
    }
    let _ = room.send("* a user left".into());
}

/// Forwards from the room to this client, at the client's own pace.
async fn forward(mut inbox: broadcast::Receiver<Utf8Bytes>, mut sender: SplitSink<WebSocket, Message>) {
    loop {
        let line = match inbox.recv().await {
            Ok(line) => line,
            Err(RecvError::Lagged(missed)) => format!("* you missed {missed} messages").into(),
            Err(RecvError::Closed) => return,
        };
        if sender.send(Message::Text(line)).await.is_err() {
            return;
        }
    }
}

/// Publishes from this client to the room; `send` never waits.
async fn publish(mut receiver: SplitStream<WebSocket>, room: Room) {
    while let Some(Ok(message)) = receiver.next().await {
        if let Message::Text(text) = message {
            let _ = room.send(format!("user: {text}").into());
        }
    }
}

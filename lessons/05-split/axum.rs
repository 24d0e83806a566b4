// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// futures-util = { version = "0.3", features = ["sink"] }
use axum::{
    Router,
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    response::Response,
    routing::any,
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use std::time::Duration;
use tokio::sync::mpsc;

type Sender = SplitSink<WebSocket, Message>;
type Receiver = SplitStream<WebSocket>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}

async fn upgrade(request: WebSocketUpgrade) -> Response {
    request.on_upgrade(handle)
}

async fn handle(socket: WebSocket) {
    let (sender, receiver) = socket.split();
    let (echoes, to_write) = mpsc::channel(32);
    let mut writer = tokio::spawn(count_and_write(sender, to_write));
    let mut reader = tokio::spawn(read(receiver, echoes));
    tokio::select! {
        _ = &mut writer => reader.abort(),
        _ = &mut reader => writer.abort(),
    }
}

/// Owns the writing half: sends five ticks, one per second, and the reader's echoes in between.
async fn count_and_write(mut sender: Sender, mut to_write: mpsc::Receiver<Message>) {
    let mut second = tokio::time::interval(Duration::from_secs(1));
    second.tick().await; // the first tick of an interval completes immediately
    let mut ticks = 0;
    while ticks < 5 {
        let message = tokio::select! {
            _ = second.tick() => {
                ticks += 1;
                Message::text(format!("tick {ticks}"))
            }
            Some(echo) = to_write.recv() => echo,
        };
        if sender.send(message).await.is_err() {
            return;
        }
    }
    let done = CloseFrame { code: close_code::NORMAL, reason: "done".into() };
    let _ = sender.send(Message::Close(Some(done))).await;
}

/// Owns the reading half. It cannot write, so it passes each text to the writer.
async fn read(mut receiver: Receiver, echoes: mpsc::Sender<Message>) {
    while let Some(Ok(message)) = receiver.next().await {
        if matches!(message, Message::Text(_)) && echoes.send(message).await.is_err() {
            return;
        }
    }
}

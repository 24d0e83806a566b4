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
use tokio::time::{Instant, interval_at, sleep, timeout};

type Sender = SplitSink<WebSocket, Message>;
type Receiver = SplitStream<WebSocket>;

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

async fn handle(socket: WebSocket) {
    let (sender, receiver) = socket.split();
    let (echoes, to_write) = mpsc::channel(32);
    let mut writer = tokio::spawn(count_and_write(sender, to_write));
    let mut reader = tokio::spawn(read(receiver, echoes));
    tokio::select! {
        _ = &mut writer => {
            // The close frame has been sent; the reader ends with the client's reply to it.
            let _ = timeout(Duration::from_secs(2), &mut reader).await;
            reader.abort();
        }
        _ = &mut reader => writer.abort(),
    }
}

/// Owns the writing half: sends five ticks, one per second, and the reader's echoes in between.
async fn count_and_write(mut sender: Sender, mut echoes: mpsc::Receiver<Message>) {
    let second = Duration::from_secs(1);
    let mut ticks = interval_at(Instant::now() + second, second);
    let mut tick = 0;
    while tick < 5 {
        let message = tokio::select! {
            _ = ticks.tick() => {
                tick += 1;
                Message::text(format!("tick {tick}"))
            }
            Some(echo) = echoes.recv() => echo,
        };
        if sender.send(message).await.is_err() {
            return;
        }
    }
    let done = CloseFrame { code: close_code::NORMAL, reason: "done".into() };
    let _ = sender.send(Message::Close(Some(done))).await;
}

/// Owns the reading half: passes what it reads to the writer, until the connection ends.
async fn read(mut receiver: Receiver, echoes: mpsc::Sender<Message>) {
    while let Some(Ok(message)) = receiver.next().await {
        match &message {
            Message::Text(text) if text.as_str() == "slow" => sleep(Duration::from_secs(2)).await,
            Message::Text(_) | Message::Binary(_) => {}
            // The library has queued the replies to pings and close frames.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => continue,
        }
        // Fails once the count is over: anything else the client sends is dropped.
        let _ = echoes.send(message).await;
    }
}

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
use tokio::sync::{
    broadcast::{self, error::RecvError},
    mpsc,
};

type Prices = broadcast::Sender<Utf8Bytes>;

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (prices, _) = broadcast::channel::<Utf8Bytes>(32);
    let routes = Router::new().route("/ws", any(upgrade)).with_state(prices);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}

async fn upgrade(State(prices): State<Prices>, request: WebSocketUpgrade) -> Response {
    request.on_upgrade(|socket| handle(socket, prices))
}
// #endregion

async fn handle(socket: WebSocket, prices: Prices) {
    let (sender, receiver) = socket.split();
    let (confirmations, to_write) = mpsc::channel(32);
    let feed = prices.subscribe();
    let mut writer = tokio::spawn(write(sender, to_write, feed));
    let mut reader = tokio::spawn(read(receiver, confirmations, prices));
    tokio::select! {
        _ = &mut writer => reader.abort(),
        _ = &mut reader => writer.abort(),
    }
}

async fn read(mut receiver: SplitStream<WebSocket>, confirmations: mpsc::Sender<String>, prices: Prices) {
    while let Some(Ok(message)) = receiver.next().await {
        let Message::Text(text) = message else { continue };
        if text.starts_with("price ") {
            let _ = prices.send(text);
        } else if confirmations.send(format!("ok: {text}")).await.is_err() {
            return;
        }
    }
}

/// The only owner of the sending half, so the only place that waits for a slow client.
async fn write(
    mut sender: SplitSink<WebSocket, Message>,
    mut confirmations: mpsc::Receiver<String>,
    mut feed: broadcast::Receiver<Utf8Bytes>,
) {
    loop {
        let message = tokio::select! {
            Some(confirmation) = confirmations.recv() => Message::text(confirmation),
            price = feed.recv() => match price {
                Ok(price) => Message::Text(price),
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            },
        };
        if sender.send(message).await.is_err() {
            return;
        }
    }
}

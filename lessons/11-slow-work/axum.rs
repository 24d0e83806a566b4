// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// tokio-util = "0.7", futures-util = { version = "0.3", features = ["sink"] }
use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
    routing::any,
};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};
use tokio_util::sync::CancellationToken;

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

async fn handle(socket: WebSocket) {
    let (mut sender, mut receiver) = socket.split();
    let (replies, mut to_write) = mpsc::channel::<String>(32);
    let mut writer = tokio::spawn(async move {
        while let Some(reply) = to_write.recv().await {
            if sender.send(Message::text(reply)).await.is_err() {
                return;
            }
        }
    });
    let mut work = CancellationToken::new();
    let read = async {
        while let Some(Ok(message)) = receiver.next().await {
            let Message::Text(text) = message else { continue };
            if text == "cancel" {
                work.cancel();
                work = CancellationToken::new();
                let _ = replies.send("cancelled".into()).await;
            } else if let Some(below) = text.strip_prefix("primes ").and_then(|below| below.parse().ok()) {
                tokio::spawn(answer(below, work.clone(), replies.clone()));
            } else {
                let _ = replies.send(text.to_string()).await;
            }
        }
    };
    tokio::select! {
        _ = &mut writer => {}
        _ = read => {}
    }
    work.cancel();
    writer.abort();
}

async fn answer(below: u64, work: CancellationToken, replies: mpsc::Sender<String>) {
    // Cancelled when this function ends, however it ends: the thread checks it.
    let stop = work.child_token();
    let _guard = stop.clone().drop_guard();
    let count = spawn_blocking(move || count_primes(below, &stop));
    let reply = tokio::select! {
        _ = work.cancelled() => return,
        counted = timeout(Duration::from_millis(500), count) => match counted {
            Ok(Ok(Some(count))) => format!("{count} primes below {below}"),
            _ => format!("too much: {below}"),
        },
    };
    let _ = replies.send(reply).await;
}

/// None if it was cancelled.
fn count_primes(below: u64, stop: &CancellationToken) -> Option<u64> {
    let mut count = 0;
    for n in 2..below {
        if stop.is_cancelled() {
            return None;
        }
        if (2..).take_while(|d| d * d <= n).all(|d| n % d > 0) {
            count += 1;
        }
    }
    Some(count)
}

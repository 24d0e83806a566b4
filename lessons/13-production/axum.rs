// Axum 0.8, to read: the server. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features =
// ["full"] }, serde = { version = "1", features = ["derive"] }, serde_json = "1"
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{
        Query, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    },
    response::Response,
    routing::any,
};
use serde::{Deserialize, Serialize};
use tokio::{
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
    sync::{broadcast, watch},
    time::timeout,
};

#[derive(Clone, Serialize)]
struct Entry {
    id: u64,
    text: String,
}

#[derive(Deserialize)]
struct Resume {
    #[serde(default)]
    after: u64,
}

struct Room {
    log: Mutex<Vec<Entry>>,
    entries: broadcast::Sender<Entry>,
    stopping: watch::Receiver<bool>,
}

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let room = Arc::new(Room { log: Mutex::default(), entries: broadcast::Sender::new(100), stopping });
    let routes = Router::new().route("/ws", any(upgrade)).with_state(room);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes)
        .with_graceful_shutdown(stopped(stop.clone()))
        .await?;
    // Every connection has a receiver of `stop`: this waits until the last one has been closed.
    let _ = timeout(Duration::from_secs(5), stop.closed()).await;
    Ok(())
}
// #endregion

async fn stopped(stop: watch::Sender<bool>) {
    let mut terminated = signal(SignalKind::terminate()).expect("can listen for SIGTERM");
    tokio::select! {
        _ = terminated.recv() => {}
        _ = ctrl_c() => {}
    }
    let _ = stop.send(true);
}

async fn upgrade(request: WebSocketUpgrade, Query(resume): Query<Resume>, State(room): State<Arc<Room>>) -> Response {
    request.on_upgrade(move |socket| handle(socket, resume.after, room))
}

async fn handle(mut socket: WebSocket, after: u64, room: Arc<Room>) {
    let mut stopping = room.stopping.clone();
    let (missed, mut inbox) = room.join(after);
    for entry in missed {
        if send(&mut socket, &entry).await.is_err() {
            return;
        }
    }
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => room.append(text.to_string()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            entry = inbox.recv() => match entry {
                Ok(entry) if send(&mut socket, &entry).await.is_ok() => {}
                _ => return,
            },
            _ = stopping.changed() => {
                let close = CloseFrame { code: close_code::AWAY, reason: "deploying".into() };
                let _ = socket.send(Message::Close(Some(close))).await;
                while let Some(Ok(_)) = socket.recv().await {} // until the client has answered
                return;
            }
        }
    }
}

async fn send(socket: &mut WebSocket, entry: &Entry) -> Result<(), axum::Error> {
    let json = serde_json::to_string(entry).expect("an entry is JSON");
    socket.send(Message::text(json)).await
}

impl Room {
    /// What was missed, and a subscription to what follows, with nothing in between: both under the same lock.
    fn join(&self, after: u64) -> (Vec<Entry>, broadcast::Receiver<Entry>) {
        let log = self.log.lock().unwrap();
        let missed = log.iter().filter(|entry| entry.id > after).cloned().collect();
        (missed, self.entries.subscribe())
    }

    fn append(&self, text: String) {
        let mut log = self.log.lock().unwrap();
        let entry = Entry { id: log.last().map_or(0, |last| last.id) + 1, text };
        log.push(entry.clone());
        if log.len() > 100 {
            log.remove(0);
        }
        let _ = self.entries.send(entry);
    }
}

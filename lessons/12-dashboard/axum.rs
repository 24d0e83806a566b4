// Axum 0.8, to read. Cargo: axum = { version = "0.8", features = ["ws"] }, tokio = { version = "1", features = ["full"] },
// futures-util = { version = "0.3", features = ["sink"] }, serde = { version = "1", features = ["derive"] }, serde_json = "1"
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::any,
};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        mpsc,
    },
    time::{Instant, interval_at},
};

#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
enum Value {
    Number(f64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Command {
    Subscribe { sensor: String },
    Unsubscribe { sensor: String },
    Set { sensor: String, value: Value },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Reply {
    Value { sensor: String, value: Value },
    Error { message: String },
}

type Sensors = Arc<Mutex<HashMap<String, Value>>>;

#[derive(Clone)]
struct Dashboard {
    sensors: Sensors,
    changes: broadcast::Sender<String>,
}

// #region boilerplate
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let sensors = HashMap::from([
        ("temperature".into(), Value::Number(20.0)),
        ("door".into(), Value::Text("closed".into())),
        ("camera".into(), Value::Text("no picture".into())),
    ]);
    let dashboard = Dashboard { sensors: Arc::new(Mutex::new(sensors)), changes: broadcast::Sender::new(16) };
    let routes = Router::new().route("/ws", any(upgrade)).with_state(dashboard);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, routes).await
}

async fn upgrade(request: WebSocketUpgrade, State(dashboard): State<Dashboard>) -> Response {
    request.on_upgrade(|socket| handle(socket, dashboard))
}
// #endregion

const PERIOD: Duration = Duration::from_secs(30);

async fn handle(socket: WebSocket, dashboard: Dashboard) {
    let (mut sink, mut stream) = socket.split();
    // One task owns the sink; it waits for a slow client, and nothing else does.
    let (sender, mut outgoing) = mpsc::channel::<Message>(1);
    let mut writer = tokio::spawn(async move {
        while let Some(message) = outgoing.recv().await {
            if sink.send(message).await.is_err() {
                break;
            }
        }
    });
    let mut changes = dashboard.changes.subscribe();
    let mut shown: HashMap<String, Option<Value>> = HashMap::new();
    let mut errors: u32 = 0;
    let mut ticks = interval_at(Instant::now() + PERIOD, PERIOD);
    let (mut alive, mut ping_due) = (true, false);
    loop {
        let has_news = ping_due || errors > 0 || shown.iter().any(|(name, value)| value != &dashboard.get(name));
        tokio::select! {
            received = stream.next() => match received {
                Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                    Ok(command) if dashboard.knows(&command) => dashboard.obey(command, &mut shown),
                    _ => errors += 1,
                },
                Some(Ok(Message::Pong(_))) => alive = true,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
            // A value or a lag: either way the loop looks again at what differs.
            changed = changes.recv() => if let Err(RecvError::Closed) = changed { break },
            _ = ticks.tick() => {
                if !alive {
                    break;
                }
                (alive, ping_due) = (false, true);
            }
            Ok(permit) = sender.reserve(), if has_news => permit.send(if ping_due {
                ping_due = false;
                Message::Ping(Bytes::new())
            } else if errors > 0 {
                errors -= 1;
                text_of(&Reply::Error { message: "send a command for a sensor, as JSON".into() })
            } else {
                dashboard.next_value(&mut shown)
            }),
            _ = &mut writer => return,
        }
    }
    writer.abort();
}

impl Dashboard {
    fn get(&self, sensor: &str) -> Option<Value> {
        self.sensors.lock().unwrap().get(sensor).cloned()
    }

    fn knows(&self, command: &Command) -> bool {
        let (Command::Subscribe { sensor } | Command::Unsubscribe { sensor } | Command::Set { sensor, .. }) = command;
        self.get(sensor).is_some()
    }

    /// Subscribing clears what was shown, so the current value differs from it and is sent.
    fn obey(&self, command: Command, shown: &mut HashMap<String, Option<Value>>) {
        match command {
            Command::Subscribe { sensor } => drop(shown.insert(sensor, None)),
            Command::Unsubscribe { sensor } => drop(shown.remove(&sensor)),
            Command::Set { sensor, value } => {
                let old = self.sensors.lock().unwrap().insert(sensor.clone(), value.clone());
                if old != Some(value) {
                    let _ = self.changes.send(sensor);
                }
            }
        }
    }

    /// The current value of a sensor that differs from what this viewer has been shown.
    fn next_value(&self, shown: &mut HashMap<String, Option<Value>>) -> Message {
        let (sensor, value) = shown.iter_mut().find(|(name, value)| **value != self.get(name)).expect("has news");
        *value = self.get(sensor);
        text_of(&Reply::Value { sensor: sensor.clone(), value: value.clone().expect("is a known sensor") })
    }
}

fn text_of(reply: &Reply) -> Message {
    Message::text(serde_json::to_string(reply).expect("a reply is always JSON"))
}

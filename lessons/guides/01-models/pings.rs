async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let reply = match message {
            Message::Text(text) => Message::Ping(Bytes::copy_from_slice(text.as_bytes())),
            Message::Pong(payload) => Message::text(format!("your pong: {}", lossy(&payload))),
            // tungstenite has queued the pong already.
            Message::Ping(payload) => Message::text(format!("your ping: {}", lossy(&payload))),
            _ => continue,
        };
        if socket.send(reply).await.is_err() {
            break;
        }
    }
}

fn lossy(payload: &[u8]) -> String {
    String::from_utf8_lossy(payload).into_owned()
}

async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let reply = match message {
            // A `Utf8Bytes`, which is a `str` in place: `len` counts bytes.
            Message::Text(text) => format!("text, {} bytes: {text}", text.len()),
            Message::Binary(bytes) => format!("binary, {} bytes", bytes.len()),
            _ => continue,
        };
        if socket.send(Message::text(reply)).await.is_err() {
            break;
        }
    }
}

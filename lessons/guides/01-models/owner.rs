async fn handle(mut socket: WebSocket) {
    let mut count = 0;
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        count += 1;
        let reply = Message::text(format!("{count}: {text}"));
        if socket.send(reply).await.is_err() {
            break;
        }
    }
}

async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        let reply = if text.as_str() == "quit" {
            let (code, reason) = (close_code::NORMAL, "".into());
            Message::Close(Some(CloseFrame { code, reason }))
        } else {
            Message::text(format!("still here: {text}"))
        };
        if socket.send(reply).await.is_err() {
            break;
        }
    }
    println!("this connection is over");
}

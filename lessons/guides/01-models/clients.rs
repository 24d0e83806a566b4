type Room = broadcast::Sender<(u64, String)>;

// The router's state has the room, created once with `broadcast::channel(64)`.
async fn handle(mut socket: WebSocket, id: u64, room: Room) {
    let mut news = room.subscribe();
    loop {
        let text = tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => {
                    let _ = room.send((id, text.to_string()));
                    continue;
                }
                Some(Ok(_)) => continue,
                _ => return,
            },
            item = news.recv() => match item {
                Ok((from, _)) if from == id => continue,
                Ok((_, text)) => text,
                Err(RecvError::Lagged(missed)) => format!("you missed {missed}"),
                Err(RecvError::Closed) => return,
            },
        };
        if socket.send(Message::text(text)).await.is_err() {
            return;
        }
    }
}

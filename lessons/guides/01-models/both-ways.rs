async fn handle(mut socket: WebSocket) {
    let second = Duration::from_secs(1);
    // tokio's own `interval` ticks for the first time immediately.
    let mut ticks = interval_at(Instant::now() + second, second);
    let mut tick = 0;
    loop {
        let reply = tokio::select! {
            _ = ticks.tick() => {
                tick += 1;
                format!("tick {tick}")
            }
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => format!("echo {text}"),
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        if socket.send(Message::text(reply)).await.is_err() {
            return;
        }
    }
}

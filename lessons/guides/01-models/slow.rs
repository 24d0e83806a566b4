async fn handle(socket: WebSocket) {
    let (mut sender, mut receiver) = socket.split();
    let (jobs, mut queue) = mpsc::channel::<String>(2);
    let (replies, mut outbox) = mpsc::channel::<String>(2);
    let done = replies.clone();
    // One job takes a second.
    let worker = tokio::spawn(async move {
        while let Some(job) = queue.recv().await {
            sleep(Duration::from_secs(1)).await;
            if done.send(format!("done {job}")).await.is_err() {
                return;
            }
        }
    });
    let writer = tokio::spawn(async move {
        while let Some(reply) = outbox.recv().await {
            if sender.send(Message::text(reply)).await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(message)) = receiver.next().await {
        let Message::Text(text) = message else { continue };
        // Waits while two jobs are queued: this loop then reads nothing.
        if jobs.send(text.to_string()).await.is_err() {
            break;
        }
        if replies.send(format!("accepted {text}")).await.is_err() {
            break;
        }
    }
    worker.abort();
    writer.abort();
}

//! A stop that loses nothing: no new connection, running requests finish, and a deadline for those that do not.

use axum::Router;
use std::{io, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every request was answered.
    Drained,
    /// The deadline came first; what still ran was cut, and its transaction rolled back.
    Cut,
}

/// A token cancelled at the first SIGTERM or SIGINT. Whatever runs beside the server (jobs, `/readyz`) watches it too.
pub fn on_signals() -> io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stop asked: no new request, running ones finish");
        told.cancel();
    });
    Ok(stop)
}

/// Serves until `stop`, then lets running requests finish within `drain`.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: CancellationToken,
    drain: Duration,
) -> io::Result<End> {
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let mut server = pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended.map(|()| End::Drained),
        () = stop.cancelled() => {}
    }
    match timeout(drain, server).await {
        Ok(ended) => ended.map(|()| End::Drained),
        Err(_) => Ok(End::Cut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::sync::Arc;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
    };

    /// A server whose one request tells that it began and waits to be let go.
    struct Kit {
        address: SocketAddr,
        began: Arc<Notify>,
        go: Arc<Notify>,
        stop: CancellationToken,
        server: tokio::task::JoinHandle<io::Result<End>>,
    }

    async fn kit(drain: Duration) -> Kit {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (began, go, stop) = (Arc::new(Notify::new()), Arc::new(Notify::new()), CancellationToken::new());
        let (tell, wait) = (began.clone(), go.clone());
        let handler = move || async move {
            tell.notify_one();
            wait.notified().await;
            "done"
        };
        let app = Router::new().route("/", get(handler));
        let server = tokio::spawn(serve(listener, app, stop.clone(), drain));
        Kit { address, began, go, stop, server }
    }

    async fn ask(kit: &Kit) -> TcpStream {
        let mut stream = TcpStream::connect(kit.address).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("sent");
        kit.began.notified().await;
        stream
    }

    #[tokio::test]
    async fn a_running_request_is_answered_after_the_stop_and_no_new_one_is_taken() {
        let kit = kit(Duration::from_mins(1)).await;
        let mut stream = ask(&kit).await;
        kit.stop.cancel();
        while TcpStream::connect(kit.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        kit.go.notify_one();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.ends_with("done"), "{answer}");
        assert_eq!(kit.server.await.expect("joined").expect("served"), End::Drained);
    }

    #[tokio::test]
    async fn a_request_that_does_not_finish_is_cut_at_the_deadline() {
        let kit = kit(Duration::from_millis(20)).await;
        let _stream = ask(&kit).await;
        kit.stop.cancel();
        assert_eq!(kit.server.await.expect("joined").expect("served"), End::Cut);
    }
}

//! A stream whose other end must take what it is sent.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use server::Pace;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// Ends in an error when the other end lets it wait too long: see [`Pace`]. Reading is not watched: what may be waited for
/// there depends on what is read.
pub(super) struct Paced<S> {
    inner: S,
    pace: Pace,
    /// Since when nothing can be written, and when the patience is over.
    stuck: Option<(Instant, Pin<Box<Sleep>>)>,
    free_since: Instant,
    written: Arc<AtomicU64>,
}

impl<S> Paced<S> {
    /// With so much patience; `written` counts the bytes.
    pub(super) fn new(inner: S, patience: Duration, written: Arc<AtomicU64>) -> Self {
        Self { inner, pace: Pace::new(patience), stuck: None, free_since: Instant::now(), written }
    }

    fn judge(&mut self, cx: &mut Context<'_>, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(bytes)) => {
                self.written.fetch_add(bytes as u64, Ordering::Relaxed);
                if let Some((since, _)) = self.stuck.take() {
                    self.pace.waited(since.elapsed(), bytes);
                    self.free_since = Instant::now();
                }
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => {
                if self.stuck.is_none() {
                    self.pace.earn(self.free_since.elapsed());
                    let over = tokio::time::sleep(self.pace.left());
                    self.stuck = Some((Instant::now(), Box::pin(over)));
                }
                if let Some((_, over)) = &mut self.stuck {
                    ready!(over.as_mut().poll(cx));
                }
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.judge(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.judge(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn paced(inner: tokio::io::DuplexStream, patience: u64) -> Paced<tokio::io::DuplexStream> {
        Paced::new(inner, Duration::from_millis(patience), Arc::default())
    }

    #[tokio::test]
    async fn who_takes_nothing_is_not_waited_for() {
        let (ours, _theirs) = duplex(16);
        let error = paced(ours, 20).write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    /// A byte now and then would go on for ever if each began the patience anew.
    #[tokio::test]
    async fn who_takes_a_byte_now_and_then_is_not_waited_for_either() {
        let (ours, mut theirs) = duplex(16);
        let reading = tokio::spawn(async move {
            while theirs.read_u8().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        let error = paced(ours, 100).write_all(&vec![0; 1 << 20]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        reading.await.unwrap();
    }

    #[tokio::test]
    async fn who_takes_much_may_stop_as_often_as_they_like() {
        let (ours, mut theirs) = duplex(4 << 10);
        let reading = tokio::spawn(async move {
            let mut piece = [0; 4 << 10];
            for _ in 0..64 {
                theirs.read_exact(&mut piece).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        // Much more stopping than patience, but 4 KiB are worth four seconds of it.
        paced(ours, 200).write_all(&vec![0; 256 << 10]).await.unwrap();
        reading.await.unwrap();
    }
}

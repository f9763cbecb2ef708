//! The body of an answer, which holds its request as running until it is sent or dropped.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use http_body::{Frame, SizeHint};

use super::connections::State;

/// A request that runs.
pub(super) struct Running {
    state: Arc<State>,
    waits: bool,
}

impl Running {
    /// Begins a request; `None` when its connection was given up before.
    pub(super) fn begin(state: &Arc<State>) -> Option<Self> {
        state.begin().then(|| Self { state: Arc::clone(state), waits: false })
    }

    fn set(&mut self, waits: bool) {
        if self.waits != waits {
            self.waits = waits;
            self.state.waits(waits);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.set(false);
        self.state.finish();
    }
}

/// The body, with the request it answers.
pub(super) struct Held {
    pub(super) body: Body,
    pub(super) running: Running,
}

impl http_body::Body for Held {
    type Data = <Body as http_body::Body>::Data;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        // Whoever asks has taken the piece before.
        self.running.set(false);
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.running.set(true);
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

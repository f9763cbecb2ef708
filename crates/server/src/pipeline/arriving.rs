//! A body on its way in: its size and its pace guarded, its encoding taken out, its bytes counted while they are held.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream};
use bytes::{Bytes, BytesMut};
use contract::errors::codes;
use contract::{BodyStream, Problem};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::HeaderMap;
use tokio::time::timeout;

use crate::bounds::Bounds;
use crate::pace::Pace;
use crate::pipeline::coding::Coding;
use crate::protection::memory::{BodyMemory, Room};

/// What bodies may take while they arrive.
#[derive(Debug)]
pub(crate) struct Bodies {
    /// How long one that is held may take.
    pub(crate) time: Duration,
    /// How long a sender may keep us waiting.
    pub(crate) idle: Duration,
    /// Room for those of callers who showed a token.
    pub(crate) memory: BodyMemory,
    /// Room for those of anybody.
    pub(crate) open_memory: BodyMemory,
}

impl Bodies {
    /// Within these bounds.
    pub(crate) fn within(bounds: &Bounds) -> Self {
        Self {
            time: bounds.body_time,
            idle: bounds.idle,
            memory: BodyMemory::new(bounds.bodies, bounds.room_wait),
            open_memory: BodyMemory::new(bounds.open_bodies, bounds.room_wait),
        }
    }
}

/// The body piece by piece; ends with an error when it grows too large, stops coming, is cut off or has no room. `room` is
/// for those that are held; a stream, which is not, has none.
///
/// # Errors
/// 415 for an encoding that nothing here takes out.
pub(crate) fn arriving(
    headers: &HeaderMap,
    body: Body,
    limit: u64,
    idle: Duration,
    room: Option<Arc<Room>>,
) -> Result<BodyStream, Problem> {
    let arriving = Arriving {
        body: body.into_data_stream(),
        coding: Coding::of(headers)?,
        rest: Bytes::new(),
        ended: false,
        pace: Pace::new(idle),
        left: limit,
        limit,
        room,
    };
    let pieces = stream::unfold(Some(arriving), |state| async move {
        let mut arriving = state?;
        match arriving.next().await {
            Ok(piece) if piece.is_empty() => None,
            Ok(piece) => Some((Ok(piece), Some(arriving))),
            Err(problem) => {
                if problem.code == codes::TOO_LARGE {
                    discard(arriving.body).await;
                }
                Some((Err(problem), None))
            }
        }
    });
    // Readers may ask once more behind the end.
    Ok(Box::pin(pieces.fuse()))
}

/// All of it in one piece.
pub(crate) async fn collect(mut arriving: BodyStream) -> Result<Bytes, Problem> {
    let first = arriving.try_next().await?.unwrap_or_default();
    let Some(second) = arriving.try_next().await? else { return Ok(first) };
    let mut whole = BytesMut::from(first);
    whole.extend_from_slice(&second);
    while let Some(piece) = arriving.try_next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// Reads what is left of a refused body and throws it away, within reason: a caller that is still sending when the
/// connection closes would see a reset and never the answer.
pub(crate) async fn discard<E>(mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let (most, time) = DISCARDED;
    let reading = async {
        let mut read = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            read += piece.len() as u64;
            if read > most {
                break;
            }
        }
    };
    // Whether it ended by itself or not: there is nobody to tell.
    let _ = timeout(time, reading).await;
}

/// More than is taken.
pub(crate) fn too_large(limit: u64) -> Problem {
    let limit = match limit {
        small if small < 1 << 20 => format!("{small} bytes"),
        large => format!("{} MiB", large >> 20),
    };
    Problem::told(codes::TOO_LARGE, format!("The request body is too large: at most {limit} are accepted."))
}

/// Later than is waited for.
pub(crate) fn slow() -> Problem {
    Problem::told(codes::TIMEOUT, "The request body did not arrive in time.")
}

/// How much of a refused body is read, and for how long.
const DISCARDED: (u64, Duration) = (512 << 20, Duration::from_secs(10));

struct Arriving {
    body: BodyDataStream,
    coding: Coding,
    /// What arrived and is not decoded yet.
    rest: Bytes,
    ended: bool,
    pace: Pace,
    /// How many bytes may still come, decoded.
    left: u64,
    limit: u64,
    room: Option<Arc<Room>>,
}

impl Arriving {
    /// The next piece; an empty one is the end.
    async fn next(&mut self) -> Result<Bytes, Problem> {
        loop {
            if self.rest.is_empty() && !self.ended {
                self.receive().await?;
            }
            let piece = if self.rest.is_empty() && self.ended {
                self.coding.end()?
            } else {
                self.coding.decode(&mut self.rest)?
            };
            self.left = self.left.checked_sub(piece.len() as u64).ok_or_else(|| too_large(self.limit))?;
            if let Some(room) = &self.room {
                room.take(piece.len()).await?;
            }
            if !piece.is_empty() || (self.rest.is_empty() && self.ended) {
                return Ok(piece);
            }
        }
    }

    async fn receive(&mut self) -> Result<(), Problem> {
        let asked = Instant::now();
        match timeout(self.pace.left(), self.body.next()).await {
            Ok(Some(Ok(piece))) => {
                self.pace.waited(asked.elapsed(), piece.len());
                self.rest = piece;
                Ok(())
            }
            Ok(None) => {
                self.ended = true;
                Ok(())
            }
            Ok(Some(Err(_))) => Err(Problem::parameter("body", "it was cut off")),
            Err(_) => Err(slow()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn pieces(list: &[&'static str]) -> Body {
        let list: Vec<_> = list.iter().map(|piece| Ok::<_, Infallible>(Bytes::from(*piece))).collect();
        Body::from_stream(stream::iter(list))
    }

    async fn read(body: Body, limit: u64, idle: Duration, room: Option<Arc<Room>>) -> Result<Bytes, u16> {
        let arriving = arriving(&HeaderMap::new(), body, limit, idle, room);
        let read = async { collect(arriving?).await }.await;
        read.map_err(|problem| problem.code.status)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_body_is_read_to_its_limit() {
        assert_eq!(read(pieces(&["12", "", "34"]), 4, LONG, None).await.unwrap(), "1234");
        assert_eq!(read(pieces(&["12", "345"]), 4, LONG, None).await, Err(413));
        assert_eq!(read(pieces(&[]), 4, LONG, None).await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_sender_that_stops_is_not_waited_for() {
        let stopping = stream::iter([Ok::<_, Infallible>(Bytes::from("a"))]).chain(stream::pending());
        let read = read(Body::from_stream(stopping), 4, Duration::from_millis(20), None);
        assert_eq!(read.await, Err(504));
    }

    /// A byte every 10 milliseconds would go on for ever if each began the patience anew.
    #[tokio::test]
    async fn a_sender_that_trickles_is_not_waited_for_either() {
        let trickling = stream::repeat(()).then(|()| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Ok::<_, Infallible>(Bytes::from("a"))
        });
        let read = read(Body::from_stream(trickling), 1 << 30, Duration::from_millis(100), None);
        assert_eq!(read.await, Err(504));
    }

    #[tokio::test]
    async fn what_is_held_takes_room_and_gives_it_back() {
        let memory = BodyMemory::new(5, Duration::from_millis(20));
        let room = memory.room();
        assert_eq!(read(pieces(&["12", "34"]), 100, LONG, Some(room.clone())).await.unwrap(), "1234");
        assert_eq!(memory.free(), 1, "while it is held");
        assert_eq!(read(pieces(&["12"]), 100, LONG, Some(memory.room())).await, Err(503));
        drop(room);
        assert_eq!(memory.free(), 5);
    }
}

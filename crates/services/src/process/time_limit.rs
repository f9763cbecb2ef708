//! The time a request may take. It counts until a commit begins: what has begun to become lasting is run to its end, so that
//! whoever is told that there was not enough time can rely on nothing having happened.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::Error;

/// How often a request whose time is over looks whether its commit has failed.
const LOOKS: Duration = Duration::from_millis(10);

tokio::task_local! {
    /// Whether a commit of the request at hand has begun.
    static COMMITTING: Arc<AtomicBool>;
}

/// Runs the work of a request for so long at the most; `None` when that was not enough, and nothing was changed then.
pub async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Option<T> {
    let committing = Arc::new(AtomicBool::new(false));
    let over = async {
        tokio::time::sleep(time).await;
        // Few come so far: looking costs less than what would wake them costs all others.
        while committing.load(Ordering::Acquire) {
            tokio::time::sleep(LOOKS).await;
        }
    };
    tokio::select! {
        biased;
        outcome = COMMITTING.scope(Arc::clone(&committing), work) => Some(outcome),
        () = over => None,
    }
}

/// Runs a commit to its end, even when nobody waits for it any more: a caller that hangs up does not leave a change behind of
/// which this process knows nothing.
pub(crate) async fn to_its_end<T: Send + 'static>(
    commit: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    beyond_limit(async { tokio::spawn(commit).await.unwrap_or_else(|error| Err(Error::internal(error))) })
        .await
}

/// Takes the time limit off what cannot be taken back any more. When it fails, nothing has happened, and the limit holds
/// again.
pub(crate) async fn beyond_limit<T>(commit: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mark = |begun: bool| {
        // Jobs and respondents have no time limit.
        let _ = COMMITTING.try_with(|committing| committing.store(begun, Ordering::Release));
    };
    mark(true);
    let outcome = commit.await;
    if outcome.is_err() {
        mark(false);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    const NONE: Duration = Duration::ZERO;

    async fn a_moment() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    #[tokio::test]
    async fn work_that_takes_too_long_is_ended_before_its_commit() {
        assert_eq!(within(NONE, ready(1)).await, Some(1));
        assert_eq!(within(NONE, pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn a_commit_that_has_begun_is_run_to_its_end_and_its_answer_told() {
        let outcome = within(NONE, async {
            let committed = to_its_end(async {
                a_moment().await;
                Ok(7)
            });
            let committed = committed.await.unwrap();
            // What is left of the answer is written as well.
            a_moment().await;
            committed
        });
        assert_eq!(outcome.await, Some(7));
    }

    #[tokio::test]
    async fn a_commit_that_fails_puts_the_limit_back() {
        let outcome = within(NONE, async {
            let failed: Result<(), Error> = beyond_limit(async {
                a_moment().await;
                Err(Error::Again)
            })
            .await;
            assert!(matches!(failed, Err(Error::Again)));
            pending::<()>().await;
        });
        assert_eq!(outcome.await, None);
    }

    #[tokio::test]
    async fn a_commit_whose_caller_hung_up_is_run_to_its_end() {
        let (begun, done) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (tells, sets) = (Arc::clone(&begun), Arc::clone(&done));
        let caller = tokio::spawn(to_its_end(async move {
            tells.notify_one();
            a_moment().await;
            sets.store(true, Ordering::SeqCst);
            Ok(())
        }));
        begun.notified().await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        while !done.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    }
}

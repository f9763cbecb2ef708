//! Changes that are run again when another transaction came first.

use std::marker::PhantomData;
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::account::Caller;

use crate::app::App;
use crate::context::{Access, Context};
use crate::error::Error;

/// How often a change that met another is run again before the caller is told to come back.
const ATTEMPTS: u32 = 10;

impl App {
    /// Runs a change in a transaction of its own, and again from the beginning when another came first: for services whose
    /// slow part (fetching, reading a stream) must come before the transaction, and for jobs.
    ///
    /// # Errors
    /// What the change answers; [`Error::Unavailable`] when others came first again and again.
    pub(crate) async fn change<'e, T>(
        &self,
        caller: &Caller,
        mut change: impl for<'c> FnMut(&'c mut Context, Outlived<'c, 'e>) -> BoxFuture<'c, Result<T, Error>>
        + Send,
    ) -> Result<T, Error> {
        let mut attempts = Attempts::new(self);
        loop {
            let outcome = match self.begin(caller.clone(), Access::Change).await {
                Ok(mut cx) => match change(&mut cx, PhantomData).await {
                    Ok(value) => cx.commit().await.map(|()| value),
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            };
            if let Some(done) = attempts.settled(outcome).await {
                return done;
            }
        }
    }
}

/// Says that what a change borrows from around it outlives the context it is given. It holds nothing: a closure passes it
/// over.
pub(crate) type Outlived<'c, 'e> = PhantomData<&'c &'e ()>;

/// How often a change is run again when other transactions keep coming first, and how long it waits before: the one rule
/// of it. The pauses grow and are random, so that two that met do not meet again.
pub struct Attempts {
    app: App,
    made: u32,
}

impl Attempts {
    /// The attempts of one change; the first is made without a pause.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), made: 1 }
    }

    /// What came of the change, unless it met another and is to be run again: then the pause before that is over. After
    /// the last attempt it is [`Error::Unavailable`].
    pub async fn settled<T>(&mut self, outcome: Result<T, Error>) -> Option<Result<T, Error>> {
        match outcome {
            Err(Error::Again) if self.pause().await => None,
            Err(Error::Again) => Some(Err(Error::Unavailable)),
            other => Some(other),
        }
    }

    /// Waits before the next attempt. False when there were enough.
    pub async fn pause(&mut self) -> bool {
        if self.made == ATTEMPTS {
            return false;
        }
        let longest = 1000_u64 << self.made;
        self.made += 1;
        tokio::time::sleep(Duration::from_micros(self.app.ids().random() % longest)).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use model::{BrandId, UserId};

    use super::*;
    use crate::testing::app;

    fn caller() -> Caller {
        let (user, brand) = (UserId::parse("UR_1a2B3c4D5e6F7g8"), BrandId::parse("acme"));
        Caller::administrator(brand.unwrap(), user.unwrap())
    }

    #[tokio::test]
    async fn a_change_that_keeps_meeting_others_is_run_so_often_and_then_told_to_come_back() {
        let (app, mut runs) = (app().await, 0);
        let outcome: Result<(), Error> = app
            .change(&caller(), |_, _| {
                runs += 1;
                Box::pin(async { Err(Error::Again) })
            })
            .await;
        assert!(matches!(outcome, Err(Error::Unavailable)), "{outcome:?}");
        assert_eq!(runs, ATTEMPTS);
    }

    #[tokio::test]
    async fn what_goes_wrong_otherwise_is_told_at_once() {
        let (app, mut runs) = (app().await, 0);
        let outcome: Result<(), Error> = app
            .change(&caller(), |_, _| {
                runs += 1;
                Box::pin(async { Err(Error::invalid("name", "a name is expected")) })
            })
            .await;
        assert!(matches!(outcome, Err(Error::Refused(_))), "{outcome:?}");
        assert_eq!(runs, 1);
    }
}

//! What one request sees: who calls, when, and one transaction.

use contract::{Endpoint, Request};
use model::account::{Caller, Role};
use model::error::codes;
use model::id::Identifier;
use model::permissions::Leaf;
use model::{ErrorCode, Moment};
use store::access::action::Create;
use store::access::{self, Act, Guarded, Lookup};
use store::{Allowed, Transaction, Verdict};

use crate::app::App;
use crate::error::Error;
pub(crate) use crate::forget::Forget;
use crate::time_limit::to_its_end;

/// The call of an operation, as its service takes it.
pub type Call<E> = Request<E>;
/// What the service of an operation gives back.
pub type Answer<E> = Result<<E as Endpoint>::Result, Error>;

/// Whether a request changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It reads; each statement sees what is committed.
    Read,
    /// It changes: all of it or nothing. It may be run twice, so it neither uses the network nor reads a clock.
    Change,
}

/// What one request sees and changes.
pub struct Context {
    /// The process.
    pub app: App,
    /// Who calls.
    pub caller: Caller,
    /// When the request began; the only time a service may know.
    pub now: Moment,
    /// Scheme and host that addresses for this caller begin with; `None` where nobody called.
    pub origin: Option<String>,
    pub(crate) tx: Transaction,
    access: Access,
    after_commit: Vec<Forget>,
}

impl Context {
    pub(crate) fn new(app: App, caller: Caller, now: Moment, access: Access, tx: Transaction) -> Self {
        Self { app, caller, now, origin: None, tx, access, after_commit: Vec::new() }
    }

    /// Makes what was changed lasting; for a reading context nothing happens.
    ///
    /// # Errors
    /// [`Error::Again`] when another came first and the request must be run again from the beginning.
    pub async fn commit(mut self) -> Result<(), Error> {
        if self.access == Access::Read {
            return Ok(self.tx.commit().await?);
        }
        for changed in &self.after_commit {
            changed.announce(&mut self.tx, self.now).await?;
        }
        // What follows belongs to it: a caller that hangs up in between would leave the former state in memory.
        to_its_end(async move {
            self.tx.commit().await?;
            // Not before: a request in between would bring the former state back into memory.
            for changed in &self.after_commit {
                self.app.forget(changed);
            }
            Ok(())
        })
        .await
    }

    /// Forgets what is kept in memory once the change is committed, here and in every other process.
    pub(crate) fn forget(&mut self, changed: Forget) {
        self.after_commit.push(changed);
    }

    /// The thing with this id, when the caller may do `action` with it: `cx.allowed(View, &id)`.
    ///
    /// # Errors
    /// What is answered when nothing of the brand has the id, and when the caller may not.
    pub(crate) async fn allowed<A: Act, I: Lookup>(
        &mut self,
        _: A,
        id: &I,
    ) -> Result<Allowed<I::Row, A>, Error> {
        match access::authorize(&mut self.tx, &self.caller, id).await? {
            Verdict::Allowed(thing) => Ok(thing),
            Verdict::Forbidden => Err(I::FORBIDDEN.into()),
            Verdict::Lacks(leaf) => Err(lacks(I::FORBIDDEN, leaf)),
            Verdict::Missing => Err(I::MISSING.into()),
        }
    }

    /// A thing that was read a moment ago, when the caller may do `action` with it.
    ///
    /// # Errors
    /// As [`Context::allowed`], `I` being the kind of its id.
    pub(crate) async fn decide<A: Act, I: Identifier, T: Guarded>(
        &mut self,
        _: A,
        thing: T,
    ) -> Result<Allowed<T, A>, Error> {
        match access::decide(&mut self.tx, &self.caller, thing).await? {
            Verdict::Allowed(thing) => Ok(thing),
            Verdict::Forbidden => Err(I::FORBIDDEN.into()),
            Verdict::Lacks(leaf) => Err(lacks(I::FORBIDDEN, leaf)),
            Verdict::Missing => Err(I::MISSING.into()),
        }
    }

    /// A thing that is to be made, when the caller may make it.
    ///
    /// # Errors
    /// When the caller may not.
    pub(crate) async fn may_create<T: Guarded>(&mut self, new: T) -> Result<Allowed<T, Create>, Error> {
        match access::decide(&mut self.tx, &self.caller, new).await? {
            Verdict::Allowed(new) => Ok(new),
            Verdict::Lacks(leaf) => Err(lacks(codes::FORBIDDEN, leaf)),
            Verdict::Forbidden | Verdict::Missing => Err(codes::FORBIDDEN.into()),
        }
    }

    /// Holds that an id which a body names is one of the caller's brand.
    ///
    /// # Errors
    /// When nothing of the brand has it, naming the parameter.
    pub(crate) async fn refers<I: Lookup>(&mut self, parameter: &str, id: Option<&I>) -> Result<(), Error> {
        let Some(id) = id else { return Ok(()) };
        if self.tx.get(&self.caller.brand, id).await?.is_some() {
            return Ok(());
        }
        let accepted = format!("the id of a {} of your organization is expected", I::NOUN);
        Err(Error::invalid(parameter, &accepted))
    }

    /// Where the caller's brand is served: the address this server was told is its own, else the one that was called.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.app.settings().public_url.clone().or_else(|| self.origin.clone()).unwrap_or_default()
    }

    /// Whether the caller administers the brand.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.caller.role == Role::BrandAdministrator
    }
}

/// The refusal of whoever has not a permission, which it names.
pub(crate) fn lacks(code: ErrorCode, leaf: Leaf) -> Error {
    let message = format!(
        "The permission {} is needed for this; your account or the group that owns the survey has it off.",
        leaf.path()
    );
    Error::refused(code, message)
}

impl App {
    /// Opens a context: what one request sees and changes.
    pub async fn begin(&self, caller: Caller, access: Access) -> Result<Context, Error> {
        let tx = match access {
            Access::Read => self.store().read(),
            Access::Change => self.store().begin().await?,
        };
        Ok(Context::new(self.clone(), caller, self.now(), access, tx))
    }
}

#[cfg(test)]
mod tests {
    use model::account::AccountStatus;
    use store::access::action::Edit;

    use super::*;
    use crate::testing;

    /// Bulk changes forget all that they change, not the last of it.
    #[tokio::test]
    async fn everything_that_one_request_changes_is_forgotten_after_its_commit() {
        let app = testing::app().await;
        let callers = [testing::brand(&app, "acme").await, testing::brand(&app, "globex").await];
        for (_, token) in &callers {
            assert!(app.caller_by_token(token).await.unwrap().is_some(), "kept in memory from here on");
        }
        let mut cx = app.begin(callers[0].0.clone(), Access::Change).await.unwrap();
        for (caller, _) in &callers {
            let user = cx.tx.get(&caller.brand, &caller.user).await.unwrap().unwrap();
            let mut user: Allowed<_, Edit> = Allowed::by_the_server(user);
            user.status = AccountStatus::Disabled;
            cx.tx.update(&user).await.unwrap();
            cx.forget(Forget::User(caller.user.clone()));
        }
        cx.commit().await.unwrap();
        for (_, token) in &callers {
            assert!(app.caller_by_token(token).await.unwrap().is_none());
        }
    }
}

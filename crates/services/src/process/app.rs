//! What a running process holds: the store, the clock, the source of ids, caches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::account::{AccountStatus, Caller};
use model::{Moment, UserId};
use moka::sync::Cache;
use store::Store;
use store::users::User;

use crate::clock::Clock;
use crate::definitions::Definitions;
use crate::error::Error;
use crate::heads::Heads;
use crate::id_generator::IdGenerator;
use crate::jobs::JobWatch;
use crate::seal::SecretKey;
use crate::tokens::{TokenHash, TokenSecret};

/// How long a token that was found good is taken for good without asking again. A token that is replaced through
/// another process works there for so long at the most; through this process it is void at once.
const CALLERS_KEPT: Duration = Duration::from_secs(30);

/// What a process is told at its start.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// What `whoami` answers as datacenter.
    pub datacenter: String,
    /// Whether files may be fetched from private addresses: for tests and closed networks.
    pub fetch_private: bool,
    /// Where this server is, when it was told: what `BrandBaseURL` and an organization's `baseUrl` tell.
    pub public_url: Option<String>,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self { datacenter: "local".into(), fetch_private: false, public_url: None }
    }
}

/// The application: cheap to clone, shared by every request and job.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    settings: AppSettings,
    clock: Clock,
    ids: IdGenerator,
    secret: TokenSecret,
    callers: Cache<TokenHash, (Caller, Option<Moment>)>,
    /// How often callers were forgotten.
    forgotten: AtomicU64,
    /// Accounts of callers, kept as long as they.
    accounts: Cache<UserId, Arc<User>>,
    /// Heads of surveys for the two hottest paths, recording and reading single responses.
    heads: Heads,
    definitions: Definitions,
    jobs: JobWatch,
}

impl App {
    /// Starts on an open store. The secret that tokens are made with is read from the file store, and made there on
    /// first use; `key` opens and seals it.
    ///
    /// # Errors
    /// When the key is another than that of the installation, the store fails or the machine gives no randomness.
    pub async fn start(store: Store, key: &SecretKey, settings: AppSettings) -> Result<Self, Error> {
        let ids = IdGenerator::seeded().map_err(Error::internal)?;
        let secret = TokenSecret::load(&store, &ids, key).await?;
        let callers = Cache::builder()
            .max_capacity(100_000)
            .support_invalidation_closures()
            .time_to_live(CALLERS_KEPT)
            .build();
        let accounts = Cache::builder().max_capacity(100_000).time_to_live(CALLERS_KEPT).build();
        let heads = Heads::new();
        let definitions = Definitions::new();
        let clock = Clock::system();
        let forgotten = AtomicU64::new(0);
        let jobs = JobWatch::default();
        let inner = Inner {
            store,
            settings,
            clock,
            ids,
            secret,
            callers,
            forgotten,
            accounts,
            heads,
            definitions,
            jobs,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The time, to the millisecond.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    /// The clock, which tests may move.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The source of ids and chance.
    #[must_use]
    pub fn ids(&self) -> &IdGenerator {
        &self.inner.ids
    }

    /// What the process was told at its start.
    #[must_use]
    pub fn settings(&self) -> &AppSettings {
        &self.inner.settings
    }

    /// Whether requests can be served.
    pub async fn ready(&self) -> Result<(), Error> {
        self.inner.store.check().await.map_err(Error::from)
    }

    /// Why the workers of this process do not work, where they should; `None` where all is well.
    #[must_use]
    pub fn jobs_fault(&self) -> Option<String> {
        self.inner.jobs.fault(self.now())
    }

    /// Writes what waits and lets go of the store.
    pub async fn close(&self) -> Result<(), Error> {
        self.inner.store.close().await.map_err(Error::from)
    }

    /// Who calls with this token; `None` when nobody does.
    pub async fn caller_by_token(&self, token: &str) -> Result<Option<Caller>, Error> {
        let hash = TokenHash::of(token);
        let over = |end: Option<Moment>| end.is_some_and(|end| end <= self.now());
        if let Some((caller, end)) = self.inner.callers.get(&hash) {
            return Ok((!over(end)).then_some(caller));
        }
        let forgotten = self.inner.forgotten.load(Ordering::SeqCst);
        let mut tx = self.inner.store.read();
        let Some(user) = store::tokens::holder(&mut tx, &hash.to_string()).await? else { return Ok(None) };
        if user.status == AccountStatus::Disabled || over(user.expires) {
            return Ok(None);
        }
        let end = user.expires;
        let caller = user.caller();
        self.inner.accounts.insert(caller.user.clone(), Arc::new(user));
        self.inner.callers.insert(hash, (caller.clone(), end));
        // What was read may have been changed meanwhile, and forgotten before it was kept.
        if self.inner.forgotten.load(Ordering::SeqCst) != forgotten {
            self.inner.callers.invalidate(&hash);
            self.inner.accounts.invalidate(&caller.user);
        }
        Ok(Some(caller))
    }

    /// Forgets whose tokens these were, once a change to a user or a token is committed.
    pub(crate) fn forget_callers(&self, user: &UserId) {
        self.inner.forgotten.fetch_add(1, Ordering::SeqCst);
        self.inner.accounts.invalidate(user);
        let user = user.clone();
        // A closure per change of a user is nothing beside the write it follows.
        if self.inner.callers.invalidate_entries_if(move |_, (caller, _)| caller.user == user).is_err() {
            self.inner.callers.invalidate_all();
        }
    }

    /// The account of a caller as it was within the last [`CALLERS_KEPT`]; this process's own changes show at once.
    pub(crate) fn account(&self, user: &UserId) -> Option<Arc<User>> {
        self.inner.accounts.get(user)
    }

    /// The heads of surveys as they were a moment ago; this process's own changes show at once.
    pub(crate) fn heads(&self) -> &Heads {
        &self.inner.heads
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn secret(&self) -> &TokenSecret {
        &self.inner.secret
    }

    pub(crate) fn jobs(&self) -> &JobWatch {
        &self.inner.jobs
    }

    pub(crate) fn definitions(&self) -> &Definitions {
        &self.inner.definitions
    }
}

//! What a running process holds: the store, the clock, the source of ids, caches.

use std::sync::Arc;

use model::account::{AccountStatus, Caller};
use model::permissions::Leaf;
use model::scope::Scopes;
use model::{Moment, UserId};
use store::users::{Holder, User};
use store::{Store, Transaction};

use crate::clock::Clock;
use crate::contacts::{ContactDirectory, NoContacts};
use crate::definitions::Definitions;
use crate::error::Error;
use crate::fingerprint::{Fingerprint, KnownCertificate};
use crate::following::Following;
use crate::forget::Forget;
use crate::guesses::Guesses;
use crate::heads::Heads;
use crate::id_generator::IdGenerator;
use crate::jobs::JobWatch;
use crate::known_lists::KnownLists;
use crate::memory::Memory;
use crate::row_writers::RowWriters;
use crate::seal::SecretKey;
use crate::slow_work::SlowWork;
use crate::tokens::{TokenHash, TokenSecret};

/// What a process is told at its start.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// What `whoami` answers as datacenter.
    pub datacenter: String,
    /// Whether files may be fetched from private addresses, and web services called there: for tests and closed networks.
    pub fetch_private: bool,
    /// Whether surveys may call web services.
    pub survey_web_services: bool,
    /// Where authenticators of surveys look people up.
    pub contacts: Arc<dyn ContactDirectory>,
    /// Where this server is, when it was told: what `BrandBaseURL` and an organization's `baseUrl` tell.
    pub public_url: Option<String>,
    /// After how many days what was deleted is removed; 0 is at once.
    pub purge_after_days: u32,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            datacenter: "local".into(),
            fetch_private: false,
            survey_web_services: false,
            contacts: Arc::new(NoContacts),
            public_url: None,
            purge_after_days: 30,
        }
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
    clock: Arc<Clock>,
    ids: IdGenerator,
    key: SecretKey,
    secret: TokenSecret,
    memory: Arc<Memory>,
    definitions: Definitions,
    jobs: JobWatch,
    /// What other processes change.
    following: Arc<Following>,
    field_lists: KnownLists,
    row_writers: RowWriters,
    slow_work: SlowWork,
    guesses: Guesses,
}

impl App {
    /// Starts on an open store. The secret that tokens are made with is read from it, and made there on first use; `key`
    /// opens and seals it.
    ///
    /// # Errors
    /// When the key is another than that of the installation, the store fails or the machine gives no randomness.
    pub async fn start(store: Store, key: &SecretKey, settings: AppSettings) -> Result<Self, Error> {
        let ids = IdGenerator::seeded().map_err(Error::internal)?;
        let secret = TokenSecret::load(&store, &ids, key).await?;
        let (memory, clock) = (Arc::new(Memory::new()), Arc::new(Clock::system()));
        let name = data_encoding::HEXLOWER.encode(&ids.bytes()[..8]);
        let following = Following::start(&store, &memory, &clock, name).await?;
        let slow_work = SlowWork::new();
        let definitions = Definitions::new(slow_work.clone());
        let (field_lists, row_writers) = (KnownLists::new(), RowWriters::new());
        let jobs = JobWatch::default();
        let inner = Inner {
            store,
            settings,
            clock,
            ids,
            key: key.clone(),
            secret,
            memory,
            definitions,
            jobs,
            following,
            field_lists,
            row_writers,
            slow_work,
            guesses: Guesses::default(),
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

    /// The wrong passwords, and whatever else lets somebody in, that were tried of late.
    #[must_use]
    pub fn guesses(&self) -> &Guesses {
        &self.inner.guesses
    }

    /// Whether requests can be served, and changes kept.
    pub async fn ready(&self) -> Result<(), Error> {
        self.inner.store.check().await.map_err(Error::from)
    }

    /// Why the workers of this process do not work, where they should; `None` where all is well.
    #[must_use]
    pub fn jobs_fault(&self) -> Option<String> {
        self.inner.jobs.fault(self.now())
    }

    /// How many processes serve the same database, this one among them.
    #[must_use]
    pub fn processes(&self) -> u32 {
        self.inner.following.processes()
    }

    /// Hears what other processes have announced since the last time. This happens four times a second by itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow(&self) -> Result<(), Error> {
        self.inner.following.follow().await
    }

    /// Returns, with the reason, once a later version of the program has taken the database over: this one must not go on.
    pub async fn superseded(&self) -> String {
        self.inner.following.superseded().await
    }

    /// Writes what waits and lets go of the store.
    pub async fn close(&self) -> Result<(), Error> {
        if let Err(why) = self.inner.following.leave().await {
            tracing::warn!(%why, "the other processes count this one for some seconds more");
        }
        self.inner.store.close().await.map_err(Error::from)
    }

    /// Who calls with this token; `None` when nobody does.
    pub async fn caller_by_token(&self, token: &str) -> Result<Option<Caller>, Error> {
        let hash = TokenHash::of(token);
        match self.caller_known(&hash) {
            Some(known) => Ok(known),
            // In a box: every request has the room of this on its way, and nearly none goes it.
            None => Box::pin(self.token_kept(hash)).await,
        }
    }

    /// Who an access token of OAuth acts for, with its scopes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn caller_by_access_token(&self, token: &str) -> Result<Option<Caller>, Error> {
        let hash = TokenHash::of(token);
        match self.caller_known(&hash) {
            Some(known) => Ok(known),
            None => Box::pin(self.access_token_kept(hash)).await,
        }
    }

    /// Who has a token that was found good a moment ago, if still.
    fn caller_known(&self, hash: &TokenHash) -> Option<Option<Caller>> {
        let (caller, end) = self.inner.memory.caller(hash).filter(|_| self.inner.following.has_heard())?;
        Some((end.is_none_or(|end| end > self.now())).then_some(caller))
    }

    /// Whose token it is, from the store, to be kept from now on.
    async fn token_kept(&self, hash: TokenHash) -> Result<Option<Caller>, Error> {
        let reading = self.inner.memory.reading();
        let found = store::tokens::holder(&mut self.inner.store.read(), &hash.to_string()).await?;
        let now = self.now();
        let Some(Holder { user, caller }) = found.filter(|found| may(found, now)) else { return Ok(None) };
        self.inner.memory.keep(hash, &caller, user.expires, user, &reading);
        Ok(Some(caller))
    }

    /// The same of an access token.
    async fn access_token_kept(&self, hash: TokenHash) -> Result<Option<Caller>, Error> {
        let (reading, now) = (self.inner.memory.reading(), self.now());
        let found = store::oauth_tokens::holder(&mut self.inner.store.read(), &hash.to_string()).await?;
        let Some(found) = found.filter(|found| found.expires > now && may(&found.holder, now)) else {
            return Ok(None);
        };
        let Holder { user, caller } = found.holder;
        let caller = Caller { scopes: Some(Scopes::stored(&found.scopes)), ..caller };
        let end = user.expires.map_or(found.expires, |end| end.min(found.expires));
        self.inner.memory.keep(hash, &caller, Some(end), user, &reading);
        Ok(Some(caller))
    }

    /// Whose a client certificate is and when it ends; `None` where it is nobody's.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn certificate(&self, shown: Fingerprint) -> Result<Option<KnownCertificate>, Error> {
        let memory = &self.inner.memory;
        if let Some(known) = memory.certificate(&shown).filter(|_| self.inner.following.has_heard()) {
            return Ok(known);
        }
        let reading = memory.reading();
        let found = store::certificates::shown(&mut self.inner.store.read(), &shown.to_string()).await?;
        let known =
            found.map(|found| KnownCertificate { id: found.id, brand: found.brand, expires: found.expires });
        memory.keep_certificate(shown, known.clone(), &reading);
        Ok(known)
    }

    /// Forgets what was changed, once it is committed.
    pub(crate) fn forget(&self, changed: &Forget) {
        self.inner.memory.forget(changed);
    }

    /// The account of a caller as it was at most a second ago; this process's own changes show at once.
    pub(crate) fn account(&self, user: &UserId) -> Option<Arc<User>> {
        self.inner.memory.account(user).filter(|_| self.inner.following.has_heard())
    }

    /// The heads of surveys as they were a moment ago; this process's own changes show at once.
    pub(crate) fn heads(&self) -> &Heads {
        &self.inner.memory.heads
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What is sealed that must be read again.
    pub(crate) fn key(&self) -> &SecretKey {
        &self.inner.key
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

    pub(crate) fn field_lists(&self) -> &KnownLists {
        &self.inner.field_lists
    }

    pub(crate) fn row_writers(&self) -> &RowWriters {
        &self.inner.row_writers
    }

    /// Where work is done that would hold up requests.
    #[must_use]
    pub fn slow_work(&self) -> &SlowWork {
        &self.inner.slow_work
    }
}

/// Whether the holder of a token may call the API now.
fn may(holder: &Holder, now: Moment) -> bool {
    is_usable(&holder.user, now) && holder.caller.permissions.contain(Leaf::AccessApi)
}

/// Whether this user may call the API now.
///
/// # Errors
/// When the store fails.
pub(crate) async fn may_call(tx: &mut Transaction, user: &User, now: Moment) -> Result<bool, store::Error> {
    Ok(is_usable(user, now) && user.levels(tx).await?.calculated().contain(Leaf::AccessApi))
}

/// Whether tokens of this user are good, as far as the account itself says.
pub(crate) fn is_usable(user: &User, now: Moment) -> bool {
    user.status != AccountStatus::Disabled && user.expires.is_none_or(|end| end > now)
}

//! What a process keeps in memory of what may change: whose a token is, accounts, client certificates, heads of
//! surveys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::account::Caller;
use model::{Moment, UserId};
use moka::sync::Cache;
use store::users::User;

use crate::fingerprint::{Fingerprint, KnownCertificate};
use crate::forget::Forget;
use crate::heads::Heads;
use crate::tokens::TokenHash;

/// How long a token that was found good is taken for good without asking again. What is replaced through this process is
/// void at once, through another one within a second (`following.rs`), so it is no matter of safety: it is long enough for a
/// hundred thousand tokens that call in turn.
const CALLERS_KEPT: Duration = Duration::from_secs(300);
/// So many callers are kept at the most, each in some hundred bytes.
const CALLERS: u64 = 200_000;

/// What is kept.
pub(crate) struct Memory {
    callers: Cache<TokenHash, (Caller, Option<Moment>)>,
    /// Accounts of callers, kept as long as they.
    accounts: Cache<UserId, Arc<User>>,
    /// Client certificates that were shown of late, also those that are nobody's: one that is not known has not been made,
    /// and nobody can show one before it is.
    certificates: Cache<Fingerprint, Option<KnownCertificate>>,
    /// How often callers were forgotten.
    forgotten: AtomicU64,
    /// Heads of surveys for the two hottest paths, recording and reading single responses.
    pub(crate) heads: Heads,
}

/// Says that a caller is about to be read: what is forgotten from now on is not brought back by what is read.
pub(crate) struct Reading(u64);

impl Memory {
    pub(crate) fn new() -> Self {
        let callers = Cache::builder()
            .max_capacity(CALLERS)
            .support_invalidation_closures()
            .time_to_live(CALLERS_KEPT)
            .build();
        let accounts = Cache::builder().max_capacity(100_000).time_to_live(CALLERS_KEPT).build();
        let certificates = Cache::builder().max_capacity(100_000).time_to_live(CALLERS_KEPT).build();
        Self { callers, accounts, certificates, forgotten: AtomicU64::new(0), heads: Heads::new() }
    }

    /// Whose this token is, and when it or the account ends.
    pub(crate) fn caller(&self, token: &TokenHash) -> Option<(Caller, Option<Moment>)> {
        self.callers.get(token)
    }

    /// The account of a caller.
    pub(crate) fn account(&self, user: &UserId) -> Option<Arc<User>> {
        self.accounts.get(user)
    }

    /// Whose a client certificate is and when it ends; within it none where it is nobody's.
    pub(crate) fn certificate(&self, shown: &Fingerprint) -> Option<Option<KnownCertificate>> {
        self.certificates.get(shown)
    }

    /// Keeps whose a client certificate is, unless anything was forgotten since `reading`.
    pub(crate) fn keep_certificate(
        &self,
        shown: Fingerprint,
        known: Option<KnownCertificate>,
        reading: &Reading,
    ) {
        self.certificates.insert(shown, known);
        if self.forgotten.load(Ordering::SeqCst) != reading.0 {
            self.certificates.invalidate(&shown);
        }
    }

    /// To be asked for before a caller or a certificate is read that is then kept.
    pub(crate) fn reading(&self) -> Reading {
        Reading(self.forgotten.load(Ordering::SeqCst))
    }

    /// Keeps whose a token is until when, unless a caller was forgotten since `reading`: it may be this one, as it was.
    pub(crate) fn keep(
        &self,
        token: TokenHash,
        caller: &Caller,
        end: Option<Moment>,
        user: User,
        reading: &Reading,
    ) {
        let id = user.id.clone();
        self.callers.insert(token, (caller.clone(), end));
        self.accounts.insert(id.clone(), Arc::new(user));
        if self.forgotten.load(Ordering::SeqCst) != reading.0 {
            self.callers.invalidate(&token);
            self.accounts.invalidate(&id);
        }
    }

    /// Forgets what was changed, once that is committed here or heard of from another process.
    pub(crate) fn forget(&self, changed: &Forget) {
        match changed {
            // Counted first, so that what is read meanwhile is not kept.
            Forget::User(user) => {
                let id = user.clone();
                self.forget_callers(move |caller| caller.user == id);
                self.accounts.invalidate(user);
            }
            Forget::Callers(brand) => {
                let brand = brand.clone();
                self.forget_callers(move |caller| caller.brand == brand);
                // There are few, and each of them is asked for again by one look into the store.
                self.certificates.invalidate_all();
            }
            Forget::Survey(survey) => self.heads.forget(survey),
        }
    }

    /// Forgets all of it.
    pub(crate) fn forget_everything(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.accounts.invalidate_all();
        self.callers.invalidate_all();
        self.certificates.invalidate_all();
        self.heads.forget_all();
    }

    fn forget_callers(&self, which: impl Fn(&Caller) -> bool + Send + Sync + 'static) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        // A closure per change is nothing beside the write it follows.
        if self.callers.invalidate_entries_if(move |_, (caller, _)| which(caller)).is_err() {
            self.callers.invalidate_all();
        }
    }
}

//! Hears what other processes over the same database have changed, and forgets it; knows how many there are; notices when
//! a later version has taken the database over.
//!
//! What is kept in memory of callers is believed only while this process has heard all that was committed up to a second
//! ago. When the database cannot be asked for longer, every request asks it anew.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use store::announcements::{self, LOOKED_BACK};
use store::{Store, processes};
use tokio::sync::{Mutex, watch};

use crate::clock::Clock;
use crate::error::Error;
use crate::forget::Forget;
use crate::memory::Memory;

/// How often the others are listened to.
const EVERY: Duration = Duration::from_millis(250);
/// For how long what is in memory is believed after the others were listened to.
const BELIEVED: Duration = Duration::from_secs(1);
/// Each so many times the process shows that it lives, and looks who else does.
const BEAT: u64 = 4;
/// A process that has not shown itself for so many of our own beats is not counted.
const MISSED: u64 = 5;
/// One that has not for so many is taken out.
const GONE: u64 = 60;
/// Each so many times what was announced long ago is deleted.
const TIDY: u64 = 240;
/// How long an announcement is there, in milliseconds.
const ANNOUNCED: i64 = 300_000;
/// A process that has not listened for so long may have missed something.
const MISSES_AFTER: Duration = Duration::from_secs(60);

/// What a process knows of the others.
pub(crate) struct Following {
    /// What this process calls itself among them.
    id: String,
    store: Store,
    memory: Arc<Memory>,
    clock: Arc<Clock>,
    began: Instant,
    /// When it last began to listen with success, in milliseconds since `began`.
    heard_at: AtomicU64,
    processes: AtomicU32,
    heard: Mutex<Heard>,
    superseded: watch::Sender<Option<String>>,
}

/// What was heard so far.
#[derive(Default)]
struct Heard {
    times: u64,
    newest: i64,
    /// Of the numbers that are looked back over, those that were heard.
    numbers: BTreeSet<i64>,
    /// The others: what each counted, and how many of our beats ago that was.
    others: HashMap<String, (i64, u64)>,
}

impl Following {
    /// Begins to listen: until the value is dropped. Others serve the same database, or a command of the shell changes it.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn start(
        store: &Store,
        memory: &Arc<Memory>,
        clock: &Arc<Clock>,
        id: String,
    ) -> Result<Arc<Self>, Error> {
        // What was announced before, a process that is about to start cannot have in memory.
        let newest = announcements::newest(&mut store.read()).await?;
        let following = Arc::new(Self {
            id,
            store: store.clone(),
            memory: Arc::clone(memory),
            clock: Arc::clone(clock),
            began: Instant::now(),
            heard_at: AtomicU64::new(0),
            processes: AtomicU32::new(1),
            heard: Mutex::new(Heard { newest, ..Heard::default() }),
            superseded: watch::Sender::new(None),
        });
        drop(tokio::spawn(listen(Arc::downgrade(&following))));
        Ok(following)
    }

    /// How many processes serve, this one among them.
    pub(crate) fn processes(&self) -> u32 {
        self.processes.load(Ordering::Relaxed)
    }

    /// Whether what is in memory of callers is what the database held at most a second ago.
    pub(crate) fn has_heard(&self) -> bool {
        self.since_heard() < BELIEVED
    }

    /// Hears what others have announced since the last time.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn follow(&self) -> Result<(), Error> {
        let mut heard = self.heard.lock().await;
        // Whatever is committed before this moment is heard.
        let now = self.began.elapsed();
        if self.since_heard() > MISSES_AFTER {
            self.memory.forget_everything();
        }
        let since = heard.newest - LOOKED_BACK;
        for announcement in announcements::since(&mut self.store.read(), since).await? {
            heard.newest = heard.newest.max(announcement.no);
            if heard.numbers.insert(announcement.no) {
                match Forget::heard(&announcement) {
                    Some(changed) => self.memory.forget(&changed),
                    // A later version may announce what this one does not know.
                    None => self.memory.forget_everything(),
                }
            }
        }
        let since = heard.newest - LOOKED_BACK;
        heard.numbers.retain(|number| *number > since);
        self.heard_at.store(u64::try_from(now.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
        heard.times += 1;
        if heard.times % BEAT == 1 {
            self.beat(&mut heard).await?;
        }
        if heard.times.is_multiple_of(TIDY) {
            let mut tx = self.store.begin_statement().await?;
            announcements::delete_old(&mut tx, self.clock.now().plus(-ANNOUNCED)).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Returns, with the reason, once a later version of the program has taken the database over.
    pub(crate) async fn superseded(&self) -> String {
        let mut superseded = self.superseded.subscribe();
        let told = superseded.wait_for(Option::is_some).await.ok().and_then(|told| told.clone());
        match told {
            Some(why) => why,
            None => std::future::pending().await,
        }
    }

    /// Tells the others that this process is no more.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn leave(&self) -> Result<(), Error> {
        if self.store.is_shared() && self.superseded.borrow().is_none() {
            self.take_out(&self.id).await?;
        }
        Ok(())
    }

    /// Shows that this process lives, and looks who else does.
    async fn beat(&self, heard: &mut Heard) -> Result<(), Error> {
        if let Err(why @ store::Error::TooNew { .. }) = self.store.knows_schema().await {
            self.superseded.send_replace(Some(why.to_string()));
            return Ok(());
        }
        // With SQLite nobody else serves; commands of the shell come and go.
        if !self.store.is_shared() {
            return Ok(());
        }
        let mut tx = self.store.begin_statement().await?;
        processes::beat(&mut tx, &self.id).await?;
        tx.commit().await?;
        let there = processes::list(&mut self.store.read()).await?;
        let gone = heard.look(there.into_iter().filter(|(id, _)| *id != self.id).collect());
        for id in gone {
            self.take_out(&id).await?;
        }
        self.processes.store(heard.living() + 1, Ordering::Relaxed);
        Ok(())
    }

    async fn take_out(&self, id: &str) -> Result<(), Error> {
        let mut tx = self.store.begin_statement().await?;
        processes::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    fn since_heard(&self) -> Duration {
        let heard = Duration::from_millis(self.heard_at.load(Ordering::SeqCst));
        self.began.elapsed().saturating_sub(heard)
    }
}

impl Heard {
    /// Takes note of what the others count at one of our own beats, and names those that are gone for good.
    fn look(&mut self, there: HashMap<String, i64>) -> Vec<String> {
        self.others.retain(|id, _| there.contains_key(id));
        for (id, count) in there {
            let (known, missed) = self.others.entry(id).or_insert((count, 0));
            *missed = if *known == count { *missed + 1 } else { 0 };
            *known = count;
        }
        let gone = self.others.iter().filter(|(_, (_, missed))| *missed > GONE);
        gone.map(|(id, _)| id.clone()).collect()
    }

    /// How many others have shown themselves of late.
    fn living(&self) -> u32 {
        let living = self.others.values().filter(|(_, missed)| *missed <= MISSED).count();
        u32::try_from(living).unwrap_or(u32::MAX - 1)
    }
}

/// Listens for as long as the application lives.
async fn listen(following: Weak<Following>) {
    let mut was_heard = true;
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(following) = following.upgrade() else { return };
        let heard = following.follow().await;
        if let (Err(why), true) = (&heard, was_heard) {
            tracing::warn!(%why, "what other processes change is not heard: nothing in memory is believed");
        }
        was_heard = heard.is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_show_itself_is_not_counted_and_at_last_taken_out() {
        let mut heard = Heard::default();
        let others = |a: i64, b: i64| HashMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
        assert!(heard.look(others(1, 7)).is_empty());
        assert_eq!(heard.living(), 2);
        for count in 2..=7 {
            assert!(heard.look(others(count, 7)).is_empty());
        }
        assert_eq!(heard.living(), 1, "b has missed six");
        let mut gone = Vec::new();
        for count in 8..=70 {
            gone = heard.look(others(count, 7));
        }
        assert_eq!(gone, ["b"]);
        assert!(heard.look(HashMap::from([("a".to_owned(), 71)])).is_empty());
        assert_eq!(heard.living(), 1);
    }
}

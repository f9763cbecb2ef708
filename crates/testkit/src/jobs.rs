//! What befalls jobs and their files: workers that die, files that nobody names, clocks that differ.

use futures_util::TryStreamExt;
use model::{BrandId, Moment};
use services::seal::SecretKey;
use services::{App, AppSettings};
use store::FileKey;
use store::jobs::Queue;

use crate::TestServer;
use crate::server::KEY;

impl TestServer {
    /// Claims a job as a worker does whose process then ends: its lease is over at once. False when none is due.
    pub async fn claim_and_die(&self) -> bool {
        self.claim(&self.app, 0).await
    }

    /// Claims a job as a worker of this process does, for longer than a test takes. False when none is due.
    pub async fn claim_and_hold(&self, process: &App) -> bool {
        self.claim(process, 1_000_000).await
    }

    #[expect(clippy::expect_used, reason = "a test cannot go on when the queue cannot be read")]
    async fn claim(&self, process: &App, lease_ms: i64) -> bool {
        for queue in Queue::ALL {
            let claimed = store::jobs::claim(&self.store, queue, "test", process.now(), lease_ms).await;
            if claimed.expect("the queue can be read").is_some() {
                return true;
            }
        }
        false
    }

    /// Another process on the same database and files, with a clock of its own.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its second process")]
    pub async fn beside(&self) -> App {
        let key = SecretKey::parse(KEY).expect("a key");
        App::start(self.store.clone(), &key, AppSettings::default()).await.expect("the application starts")
    }

    /// Ends the lease of every job that runs, as if their workers had died long ago. Leases are held in the database's time,
    /// which no test moves.
    pub async fn end_leases(&self) {
        self.write("UPDATE job SET lease_ms = 0 WHERE lease_ms IS NOT NULL").await;
    }

    /// Changes rows behind the server's back.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its database cannot be written")]
    pub async fn write(&self, statement: &'static str) -> u64 {
        let mut tx = self.store.begin().await.expect("the database can be written");
        let written = tx.execute(statement, &[]).await.expect("the statement is understood");
        tx.commit().await.expect("the database can be written");
        written
    }

    /// Puts a file of the first brand behind the server's back: `uploads/NAME` or `exports/JOB/ATTEMPT`.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its file")]
    pub async fn put_file(&self, place: &str, text: &'static str) {
        let brand = BrandId::parse("acme").expect("a brand id");
        let parts: Vec<&str> = place.split('/').collect();
        let key = match parts[..] {
            [folder, job, attempt] => {
                FileKey::of_attempt(&brand, folder, job, attempt.parse().expect("the number of an attempt"))
            }
            _ => FileKey::of_brand(&brand, parts[0], parts[1]),
        };
        self.store.files().put(&key, text.into()).await.expect("the file is written");
    }

    /// The files of every brand by name, below the brand.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its files")]
    pub async fn files(&self) -> Vec<String> {
        let found = self.store.files().of_brands(Moment(i64::MAX));
        let found: Vec<_> = found.try_collect().await.expect("the files are listed");
        let name = |key: FileKey| key.parts().skip(2).collect::<Vec<_>>().join("/");
        let mut names: Vec<String> = found.into_iter().map(|(key, _)| name(key)).collect();
        names.sort();
        names
    }
}

//! A server of its own for each test: real storage, real services, the real router, no socket.

use std::collections::BTreeSet;

use axum::Router;
use contract::Description;
use model::{BrandId, UserId};
use server::{Bounds, Route};
use services::brands::{self, NewBrand};
use services::seal::SecretKey;
use services::{App, AppSettings};
use store::{DatabaseUrl, FilesUrl, Store};

use crate::postgres::Database;

/// The token of the first brand's administrator.
pub const ADMINISTRATOR: &str = "adminAdminAdminAdminAdminAdminAdmin00001";
/// The token of the second brand's administrator.
pub const STRANGER: &str = "otherOtherOtherOtherOtherOtherOther00002";

/// What the secrets of a test's server are sealed with.
const KEY: &str = "7465737420736572766572732073656372657473206f6e6c7920666f72207573";

/// A server with two brands, `acme` and `globex`, on SQLite or, where `CANVASS_TEST_POSTGRES` names a server, on a
/// database of its own there.
pub struct TestServer {
    /// The application behind it.
    pub app: App,
    /// What the application keeps.
    pub store: Store,
    /// The operations that it serves.
    pub served: Vec<&'static Description>,
    pub(crate) router: Router,
    _files: Option<tempfile::TempDir>,
    // Dropped last: the database goes when nobody uses it any more.
    _database: Option<Database>,
}

impl TestServer {
    /// Starts one.
    pub async fn start() -> Self {
        Self::with(server::Settings::default()).await
    }

    /// Starts one with settings of its own.
    pub async fn with(settings: server::Settings) -> Self {
        Self::serving(settings, server::routes::routes()).await
    }

    /// Starts one that serves these operations.
    pub async fn serving(settings: server::Settings, routes: Vec<Route>) -> Self {
        Self::build(settings, &Bounds::default(), fetching(), None, routes).await
    }

    /// Starts one with bounds of its own.
    pub async fn within(bounds: &Bounds) -> Self {
        Self::build(server::Settings::default(), bounds, fetching(), None, server::routes::routes()).await
    }

    /// Starts one as it stands in the open: nothing is fetched from private addresses.
    pub async fn guarded() -> Self {
        let (settings, app) = (server::Settings::default(), AppSettings::default());
        Self::build(settings, &Bounds::default(), app, None, server::routes::routes()).await
    }

    /// Starts one that keeps its files on disk, for measuring memory.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub async fn on_disk() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self::build(
            server::Settings::default(),
            &Bounds::default(),
            AppSettings::default(),
            Some(folder),
            server::routes::routes(),
        )
        .await
    }

    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    async fn build(
        settings: server::Settings,
        bounds: &Bounds,
        app_settings: AppSettings,
        folder: Option<tempfile::TempDir>,
        routes: Vec<Route>,
    ) -> Self {
        let database = std::env::var_os("CANVASS_TEST_POSTGRES").and_then(|_| Database::fresh());
        let url =
            database.as_ref().map_or(DatabaseUrl::SqliteInMemory, |made| DatabaseUrl::parse(&made.url()));
        let files =
            folder.as_ref().map_or(FilesUrl::Memory, |folder| FilesUrl::Folder(folder.path().to_owned()));
        let store = Store::open(&store::Settings { database: url, files }).await.expect("the store opens");
        let key = SecretKey::parse(KEY).expect("a key");
        let app = App::start(store.clone(), &key, app_settings).await.expect("the application starts");
        for (brand, user, token) in
            [("acme", "UR_3acmeAdmin00000", ADMINISTRATOR), ("globex", "UR_3globexAdmin000", STRANGER)]
        {
            let new = NewBrand {
                id: BrandId::parse(brand).expect("a brand id"),
                name: format!("The {brand} company"),
                administrator: UserId::parse(user).expect("a user id"),
                username: format!("admin@{brand}.example"),
                first_name: "Ada".to_owned(),
                last_name: brand.to_owned(),
            };
            brands::create(&app, new, Some(token)).await.expect("the brand is made");
        }
        let served = routes.iter().map(Route::description).collect();
        let router = server::router_of(app.clone(), settings, bounds, routes);
        Self { app, store, served, router, _files: folder, _database: database }
    }

    /// Runs every job that is due.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its jobs cannot be run")]
    pub async fn run_jobs(&self) {
        while self.app.run_one_job("test").await.expect("the queue can be read") {}
    }

    /// Ends the lease of every job that runs, as if their workers had died long ago. Leases are held in the database's time,
    /// which no test moves.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its database cannot be written")]
    pub async fn end_leases(&self) {
        let mut tx = self.store.begin().await.expect("the database can be written");
        let ended = tx.execute("UPDATE job SET lease_ms = 0 WHERE lease_ms IS NOT NULL", &[]).await;
        ended.expect("leases are ended");
        tx.commit().await.expect("the database can be written");
    }

    /// Every row of every table, in an order of its own: two dumps are equal when nothing was changed in between.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its database cannot be read")]
    pub async fn dump(&self) -> BTreeSet<String> {
        let tables = match self._database {
            Some(_) => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'"
            }
            None => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        };
        let mut tx = self.store.read();
        let mut seen = BTreeSet::new();
        for mut table in tx.rows(tables, &[]).await.expect("the tables are listed") {
            let table = table.text(0).expect("a table has a name");
            // Statements are constants: a test reads a few dozen tables, each of which is named once.
            let statement: &'static str = format!("SELECT * FROM {table}").leak();
            let rows = tx.rows(statement, &[]).await.expect("the table is read");
            seen.extend(rows.iter().map(|row| format!("{table}: {row:?}")));
        }
        seen
    }

    /// Moves the clock.
    pub fn advance(&self, milliseconds: i64) {
        self.app.clock().advance(milliseconds);
    }
}

/// Files may be fetched from this machine, where tests serve them.
fn fetching() -> AppSettings {
    AppSettings { fetch_private: true, ..AppSettings::default() }
}

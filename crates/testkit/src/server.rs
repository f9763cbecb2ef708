//! A server of its own for each test: real storage, real services, the real router, no socket.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use contract::Description;
use model::text::{Email, PersonName, UserName};
use model::{BrandId, UserId};
use server::{Bounds, Route};
use services::brands::{self, NewBrand};
use services::seal::SecretKey;
use services::{App, AppSettings};
use store::{DatabaseUrl, FilesUrl, Param, Store};

use crate::contacts::ContactTable;
use crate::postgres::Database;

/// The token of the first brand's administrator.
pub const ADMINISTRATOR: &str = "adminAdminAdminAdminAdminAdminAdmin00001";
/// The token of the second brand's administrator.
pub const STRANGER: &str = "otherOtherOtherOtherOtherOtherOther00002";

/// What the secrets of a test's server are sealed with.
pub const KEY: &str = "7465737420736572766572732073656372657473206f6e6c7920666f72207573";

/// A server with two brands, `acme` and `globex`, on SQLite or, where `CANVASS_TEST_POSTGRES` names a server, on a
/// database of its own there.
pub struct TestServer {
    /// The application behind it.
    pub app: App,
    /// What the application keeps.
    pub store: Store,
    /// The operations that it serves.
    pub served: Vec<&'static Description>,
    router: Router,
    /// Further processes over the same database and files.
    others: Vec<(App, Router)>,
    /// How many requests came in: they go to the processes in turn.
    turn: AtomicUsize,
    files: Option<tempfile::TempDir>,
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
        Self::build(settings, &Bounds::default(), fetching(), Kept::InMemory, of_each(processes())).await
    }

    /// Starts one process, whatever `CANVASS_TEST_PROCESSES` says: for what each counts by itself.
    pub async fn alone(settings: server::Settings) -> Self {
        Self::serving(settings, server::routes::routes()).await
    }

    /// Starts one that serves these operations.
    pub async fn serving(settings: server::Settings, routes: Vec<Route>) -> Self {
        Self::build(settings, &Bounds::default(), fetching(), Kept::InMemory, vec![routes]).await
    }

    /// Starts one process with bounds of its own, which each process counts by itself.
    pub async fn within(bounds: &Bounds) -> Self {
        Self::build(server::Settings::default(), bounds, fetching(), Kept::InMemory, of_each(1)).await
    }

    /// Starts two processes over one database and one file store: requests go to them in turn. None without PostgreSQL.
    pub async fn pair() -> Option<Self> {
        std::env::var_os("CANVASS_TEST_POSTGRES")?;
        let (settings, app) = (server::Settings::default(), AppSettings::default());
        Some(Self::build(settings, &Bounds::default(), app, Kept::InMemory, of_each(2)).await)
    }

    /// Starts one as it stands in the open: nothing is fetched from private addresses.
    pub async fn guarded() -> Self {
        let (settings, app) = (server::Settings::default(), AppSettings::default());
        Self::build(settings, &Bounds::default(), app, Kept::InMemory, of_each(processes())).await
    }

    /// Starts one whose surveys may call web services: on this machine too, or as it stands in the open.
    pub async fn calling(on_this_machine: bool) -> Self {
        let app = AppSettings {
            fetch_private: on_this_machine,
            survey_web_services: true,
            ..AppSettings::default()
        };
        let settings = server::Settings::default();
        Self::build(settings, &Bounds::default(), app, Kept::InMemory, of_each(processes())).await
    }

    /// Starts one that knows these contacts, whose surveys may call web services on this machine.
    pub async fn knowing(contacts: ContactTable) -> Self {
        let app = AppSettings {
            fetch_private: true,
            survey_web_services: true,
            contacts: Arc::new(contacts),
            ..AppSettings::default()
        };
        Self::build(server::Settings::default(), &Bounds::default(), app, Kept::InMemory, of_each(1)).await
    }

    /// Starts one that keeps its files on disk, for measuring memory.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub async fn on_disk() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (settings, app) = (server::Settings::default(), AppSettings::default());
        Self::build(settings, &Bounds::default(), app, Kept::Files(folder), of_each(1)).await
    }

    /// Starts one that keeps everything in a folder, its database too where that is SQLite.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub async fn kept() -> Self {
        let kept = Kept::All(tempfile::tempdir().expect("a folder can be made"));
        Self::build(server::Settings::default(), &Bounds::default(), fetching(), kept, of_each(1)).await
    }

    /// The folder in which it keeps what it keeps on disk.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.files.as_ref().map(tempfile::TempDir::path)
    }

    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    async fn build(
        settings: server::Settings,
        bounds: &Bounds,
        app_settings: AppSettings,
        kept: Kept,
        mut routes: Vec<Vec<Route>>,
    ) -> Self {
        let embedded = match &kept {
            Kept::All(folder) => DatabaseUrl::Sqlite(folder.path().join("canvass.db")),
            Kept::InMemory | Kept::Files(_) => DatabaseUrl::SqliteInMemory,
        };
        let folder = match kept {
            Kept::Files(folder) | Kept::All(folder) => Some(folder),
            // Several processes share their files in a folder.
            Kept::InMemory => (routes.len() > 1).then(|| tempfile::tempdir().expect("a folder can be made")),
        };
        let database = std::env::var_os("CANVASS_TEST_POSTGRES").and_then(|_| Database::fresh());
        let url = database.as_ref().map_or(embedded, |made| DatabaseUrl::parse(&made.url()));
        let files =
            folder.as_ref().map_or(FilesUrl::Memory, |folder| FilesUrl::Folder(folder.path().to_owned()));
        let storage = store::Settings { database: url, files };
        let store = Store::open(&storage).await.expect("the store opens");
        let key = SecretKey::parse(KEY).expect("a key");
        let app =
            App::start(store.clone(), &key, app_settings.clone()).await.expect("the application starts");
        for (brand, user, token) in
            [("acme", "UR_3acmeAdmin00000", ADMINISTRATOR), ("globex", "UR_3globexAdmin000", STRANGER)]
        {
            let new = NewBrand {
                id: BrandId::parse(brand).expect("a brand id"),
                name: format!("The {brand} company"),
                administrator: UserId::parse(user).expect("a user id"),
                username: UserName::stored(format!("admin@{brand}.example")),
                email: Email::stored(format!("admin@{brand}.example")),
                first_name: PersonName::stored("Ada"),
                last_name: PersonName::stored(brand),
            };
            brands::create(&app, new, Some(token)).await.expect("the brand is made");
        }
        let first = routes.pop().expect("a server is a process at least");
        let served = first.iter().map(Route::description).collect();
        let mut others = Vec::new();
        for routes in routes {
            let store = Store::open(&storage).await.expect("the store opens again");
            let app =
                App::start(store, &key, app_settings.clone()).await.expect("the application starts again");
            others.push((app.clone(), server::router_of(app, settings.clone(), bounds, routes)));
        }
        let router = server::router_of(app.clone(), settings, bounds, first);
        let server = Self {
            app,
            store,
            served,
            router,
            others,
            turn: AtomicUsize::new(0),
            files: folder,
            _database: database,
        };
        server.meet().await;
        server
    }

    /// Lets the processes show themselves to each other, as they do within two seconds.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    async fn meet(&self) {
        for _ in 0..if self.others.is_empty() { 0 } else { 5 } {
            for (app, _) in self.processes() {
                app.follow().await.expect("a process hears the others");
            }
        }
    }

    fn processes(&self) -> impl Iterator<Item = (&App, &Router)> + Clone {
        [(&self.app, &self.router)].into_iter().chain(self.others.iter().map(|(app, router)| (app, router)))
    }

    /// The process whose turn it is to be asked, when it has heard what the others did. What one process alone knows (the
    /// documentation's history, its own metrics) the first is asked for.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub(crate) async fn next(&self, path: &str) -> Router {
        let is_shared = !["/docs", "/metrics", "/health"].iter().any(|alone| path.starts_with(alone));
        if self.others.is_empty() || !is_shared {
            return self.router.clone();
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % (1 + self.others.len());
        let (app, router) = self.processes().nth(turn).expect("there is a process for each turn");
        app.follow().await.expect("a process hears the others");
        router.clone()
    }

    /// Runs every job that is due, in the processes in turn, and closes every session whose time is over.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its jobs cannot be run")]
    pub async fn run_jobs(&self) {
        let mut apps = self.processes().map(|(app, _)| app).cycle();
        while let Some(app) = apps.next()
            && app.run_one_job("test").await.expect("the queue can be read")
        {}
        while self.app.close_due_sessions().await.expect("the sessions can be read") > 0 {}
    }

    /// Every row of every table, in an order of its own: two dumps are equal when nothing was changed in between. Without
    /// the processes, which count themselves up all the time.
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
            if table == "process" {
                continue;
            }
            // Statements are constants: a test reads a few dozen tables, each of which is named once.
            let statement: &'static str = format!("SELECT * FROM {table}").leak();
            let rows = tx.rows(statement, &[]).await.expect("the table is read");
            seen.extend(rows.iter().map(|row| format!("{table}: {row:?}")));
        }
        seen
    }

    /// Runs a statement that makes the database what nothing else makes it, such as what an earlier version left.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its database cannot be written")]
    pub async fn execute(&self, statement: &'static str, params: &[Param<'_>]) -> u64 {
        let mut tx = self.store.begin().await.expect("a transaction begins");
        let changed = tx.execute(statement, params).await.expect("the statement is run");
        tx.commit().await.expect("it is committed");
        changed
    }

    /// The texts of one column.
    #[expect(clippy::expect_used, reason = "a test cannot go on when its database cannot be read")]
    pub async fn texts(&self, statement: &'static str) -> Vec<String> {
        let rows = self.store.read().rows(statement, &[]).await.expect("the statement is run");
        rows.into_iter().map(|mut row| row.text(0).expect("a text")).collect()
    }

    /// Moves the clock.
    pub fn advance(&self, milliseconds: i64) {
        self.processes().for_each(|(app, _)| app.clock().advance(milliseconds));
    }
}

/// What a server keeps on disk.
enum Kept {
    InMemory,
    /// Its files.
    Files(tempfile::TempDir),
    /// Its files and, where it is embedded, its database.
    All(tempfile::TempDir),
}

/// Files may be fetched from this machine, where tests serve them, and the usual contact is known.
fn fetching() -> AppSettings {
    let contacts = Arc::new(ContactTable::usual());
    AppSettings { fetch_private: true, contacts, ..AppSettings::default() }
}

/// The operations of so many processes.
fn of_each(processes: usize) -> Vec<Vec<Route>> {
    (0..processes).map(|_| server::routes::routes()).collect()
}

/// How many processes a test's server is: `CANVASS_TEST_PROCESSES`, else one.
fn processes() -> usize {
    let given = std::env::var("CANVASS_TEST_PROCESSES").ok().and_then(|number| number.parse().ok());
    given.filter(|_| std::env::var_os("CANVASS_TEST_POSTGRES").is_some()).unwrap_or(1)
}

//! The store's own tests: each runs on SQLite, and on PostgreSQL where `CANVASS_TEST_POSTGRES` holds the URL of a
//! server on which databases may be made.

mod access;
mod accounts;
mod certificates;
mod faults;
mod feedback;
mod files;
mod jobs;
mod migrations;
mod purge;
mod query;
mod races;
mod responses;
mod rows;
mod schema;
mod sessions;
mod shared;
mod surveys;
mod tls;
mod upgrade;
mod versions;

use std::sync::atomic::{AtomicU64, Ordering};

use model::account::{AccountStatus, Brand, Caller, Role};
use model::permissions::{Leaves, States};
use model::survey::pieces::Pieces;
use model::text::{Email, LanguageCode, Name, PersonName, SecretUrl, TimeZone, UserName, UserType};
use model::{BrandId, Moment, ResponseId, SurveyId, UserId};

use crate::responses::Flags;
use crate::sessions::SessionChange;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::users::User;
use crate::{Allowed, DatabaseUrl, FilesUrl, NewResponse, Settings, Store, brands};

const NOW: Moment = Moment(1_795_000_000_000);

/// Runs a test on every database there is.
async fn on_both(test: impl AsyncFn(Store)) {
    for database in Databases::make().await.0 {
        println!("on {:?}", database.url);
        let store = Store::open(&database.settings()).await.unwrap();
        test(store.clone()).await;
        store.close().await.unwrap();
        database.remove().await;
    }
}

struct Databases(Vec<TestDatabase>);

struct TestDatabase {
    url: DatabaseUrl,
    server: Option<String>,
}

impl Databases {
    async fn make() -> Self {
        let mut made = vec![TestDatabase { url: DatabaseUrl::SqliteInMemory, server: None }];
        match std::env::var("CANVASS_TEST_POSTGRES") {
            Ok(server) => made.push(TestDatabase::on(server).await),
            Err(_) => needs::skip(needs::Need::PostgreSql, "CANVASS_TEST_POSTGRES is not set"),
        }
        Self(made)
    }
}

impl TestDatabase {
    async fn on(server: String) -> Self {
        let name = format!("canvass_test_{}_{}", std::process::id(), unique());
        administer(&server, &format!("CREATE DATABASE {name}")).await;
        let (address, query) = server.split_once('?').unwrap_or((&server, ""));
        let scheme = address.find("://").unwrap() + 3;
        let end = address[scheme..].find('/').map_or(address.len(), |place| scheme + place);
        let url = DatabaseUrl::Postgres(SecretUrl::stored(format!("{}/{name}?{query}", &address[..end])));
        Self { url, server: Some(server) }
    }

    fn settings(&self) -> Settings {
        Settings { database: self.url.clone(), files: FilesUrl::Memory }
    }

    async fn remove(self) {
        if let (Some(server), DatabaseUrl::Postgres(url)) = (self.server, self.url) {
            let address = url.split('?').next().unwrap();
            let name = address.rsplit('/').next().unwrap();
            administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn administer(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// The files of the store that may hold statements and lists, by their place below `src`; not the machinery.
fn sources() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for folder in ["", "accounts", "jobs", "maintenance", "shared", "survey", "tables"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// A number that no other test of this process has.
fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn brand_id(name: &str) -> BrandId {
    BrandId::parse(name).unwrap()
}

fn user(brand: &str, username: &str) -> User {
    User {
        id: UserId::generate(NOW.0, unique(), unique()),
        brand: brand_id(brand),
        division: None,
        username: UserName::stored(username),
        first_name: PersonName::stored("Ada"),
        last_name: PersonName::stored("Zoë"),
        email: Email::stored("ada@example.org"),
        user_type: UserType::stored("UT_FULLUSER"),
        status: AccountStatus::NotVerified,
        language: LanguageCode::stored("en"),
        time_zone: TimeZone::stored("Europe/Vienna"),
        created: NOW,
        expires: None,
        password_changed: Some(NOW.plus(1)),
        permissions: States::NOTHING,
        last_login: None,
    }
}

/// The caller that a user is where no level says anything of permissions.
fn caller(user: &User) -> Caller {
    let (user, brand, role) = (user.id.clone(), user.brand.clone(), Role::of(&user.user_type));
    Caller { user, brand, role, permissions: Leaves::ALL, scopes: None, needs_certificate: false }
}

fn new_survey(brand: &str, owner: &UserId, name: &str) -> SurveyRow {
    SurveyRow {
        no: SurveyNo::NONE,
        id: SurveyId::generate(NOW.0, unique(), unique()),
        brand: brand_id(brand),
        owner: owner.clone().into(),
        creator: owner.clone(),
        name: Name::stored(name),
        active: true,
        created: NOW,
        modified: NOW,
        activated: Some(NOW),
        starts: None,
        ends: None,
        version: 1,
        live: None,
    }
}

fn response(survey: SurveyNo, number: u64) -> NewResponse {
    NewResponse {
        survey,
        id: ResponseId::generate(NOW.0, number, number),
        recorded_ms: NOW.0 + i64::try_from(number).unwrap() * 1000,
        modified_ms: NOW.0 + i64::try_from(number).unwrap() * 1000,
        flags: Flags::new(0, true),
        field_version: 1,
        body: format!("body {number}").into_bytes(),
    }
}

/// A brand with a user, ready to own surveys.
async fn make_brand(store: &Store, name: &str) -> User {
    let mut tx = store.begin().await.unwrap();
    brands::insert(&mut tx, &Brand { id: brand_id(name), name: name.to_uppercase(), created: NOW })
        .await
        .unwrap();
    let owner = user(name, &format!("ada@{name}"));
    tx.insert(&server(owner.clone())).await.unwrap();
    tx.commit().await.unwrap();
    owner
}

async fn make_survey(store: &Store, owner: &User) -> SurveyNo {
    make_row(store, owner).await.no
}

async fn make_row(store: &Store, owner: &User) -> SurveyRow {
    let mut tx = store.begin().await.unwrap();
    let survey = new_survey(owner.brand.as_str(), &owner.id, "Lunch");
    let no = crate::surveys::insert(&mut tx, server(survey.clone()), &pieces(&[("entry", "{}")]), None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    SurveyRow { no, ..survey }
}

fn pieces(list: &[(&str, &str)]) -> Pieces {
    list.iter().map(|(place, body)| ((*place).to_owned(), (*body).to_owned())).collect()
}

/// A new session of the survey.
fn session(survey: &SurveyRow, id: &str) -> SessionChange {
    SessionChange {
        id: id.to_owned(),
        survey: survey.no,
        brand: survey.brand.clone(),
        definition: 1,
        began: NOW,
        version: 0,
        state: Some("{}".into()),
        due: NOW.plus(1000),
        now: NOW,
    }
}

/// What the server itself may do anything with.
fn server<T, A>(thing: T) -> Allowed<T, A> {
    Allowed::by_the_server(thing)
}

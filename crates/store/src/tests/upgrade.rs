//! Databases of former versions of the program.

use model::Moment;
use model::sharing::{Shared, SharedLeaf};

use super::{Databases, NOW, TestDatabase, pieces};
use crate::database::{Database, Isolation, Transaction};
use crate::migrations::{MAKE_VERSION_TABLE, MIGRATIONS, RECORD};
use crate::{DatabaseUrl, FilesUrl, Param, Settings, Store, sessions, versions};

/// How many migrations version 0.2.0 had.
const OF_0_2_0: usize = 3;

const OLD_ROWS: &str = "
    INSERT INTO brand VALUES ('one', 'One', 1);
    INSERT INTO survey (no, id, brand, owner, creator, name, active, created_ms, modified_ms, version)
    VALUES (1, 'SV_1a2B3c4D5e6F7g8', 'one', 'UR_1a2B3c4D5e6F7g8', 'UR_1a2B3c4D5e6F7g8', 'Lunch', 1, 2, 3, 4);
    INSERT INTO survey_file VALUES (1, '{\"SurveyEntry\":{},\"SurveyElements\":[]}');
    INSERT INTO session VALUES ('FS_1', 1, 'one', '{}', 7, 5, 6);
    INSERT INTO job (id, brand, kind, payload, state, due_ms, attempts, progress, created_ms, changed_ms)
    VALUES ('FS_1-close', 'one', 'close-session', '{}', 'queued', 9000, 0, 0, 5, 5);";

/// Makes what version 0.2.0 made, which wrote no checksums down, and what `rows` writes into it.
pub(super) async fn make_0_2_0(database: &Database, rows: &str) {
    make(database, OF_0_2_0, rows).await;
}

/// Makes what so many migrations make, and what `rows` writes into it.
async fn make(database: &Database, migrations: usize, rows: &str) {
    let mut tx = Transaction::begin(database, Isolation::Serializable).await.unwrap();
    tx.batch(MAKE_VERSION_TABLE).await.unwrap();
    for (version, step) in (1..).zip(&MIGRATIONS[..migrations]) {
        tx.execute(RECORD, &[Param::Integer(version)]).await.unwrap();
        tx.batch(&database.spell(step.text)).await.unwrap();
    }
    tx.batch(rows).await.unwrap();
    tx.commit().await.unwrap();
}

/// A database as version 0.2.0 left it, with what `rows` writes into it.
async fn of_0_2_0(database: &TestDatabase, folder: &tempfile::TempDir, rows: &str) -> Settings {
    after(database, folder, OF_0_2_0, rows).await
}

/// A database as so many migrations left it, with what `rows` writes into it.
async fn after(
    database: &TestDatabase,
    folder: &tempfile::TempDir,
    migrations: usize,
    rows: &str,
) -> Settings {
    let url = match &database.url {
        DatabaseUrl::SqliteInMemory => DatabaseUrl::Sqlite(folder.path().join("canvass.db")),
        other => other.clone(),
    };
    let opened = Database::open(&url, false).await.unwrap();
    make(&opened, migrations, rows).await;
    opened.close().await.unwrap();
    Settings { database: url, files: FilesUrl::Memory }
}

#[tokio::test]
async fn surveys_and_visits_of_0_2_0_are_read_after_the_upgrade() {
    for database in Databases::make().await.0 {
        let folder = tempfile::tempdir().unwrap();
        let settings = of_0_2_0(&database, &folder, OLD_ROWS).await;
        let store = Store::open(&settings).await.unwrap();
        let mut read = store.read();
        let id = "SV_1a2B3c4D5e6F7g8".parse().unwrap();
        let survey = crate::surveys::get_for_respondent(&mut read, &id).await.unwrap().unwrap();
        assert_eq!((survey.version, survey.modified.0), (4, 3));
        let whole = versions::pieces(&mut read, survey.no, 4).await.unwrap();
        assert_eq!(whole, pieces(&[("whole", "{\"SurveyEntry\":{},\"SurveyElements\":[]}")]));
        let session = sessions::get(&mut read, survey.no, "FS_1").await.unwrap().unwrap();
        assert_eq!((session.definition, session.version), (4, 7));
        // No job waits for it any more: it is looked at first of all.
        assert!(sessions::is_due(&mut read, Moment(0)).await.unwrap());
        assert_eq!(read.rows("SELECT id FROM job", &[]).await.unwrap().len(), 0);

        // The first edit takes the file apart.
        let edited: crate::Allowed<_, crate::access::action::Edit> = super::server(survey.clone());
        let mut tx = store.begin().await.unwrap();
        let changes = [("whole", None), ("entry", Some("{}")), ("order", Some("[]"))];
        let version = versions::add(&mut tx, &edited, &survey.creator, &changes, NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(version, Some(5));
        assert_eq!(versions::pieces(&mut read, survey.no, 4).await.unwrap(), whole);
        let parts = versions::pieces(&mut read, survey.no, 5).await.unwrap();
        assert_eq!(parts, pieces(&[("entry", "{}"), ("order", "[]")]));
        drop(read);
        store.close().await.unwrap();
        database.remove().await;
    }
}

/// As migration 9 left them: a program with a token.
const PROGRAM: &str = "
    INSERT INTO brand VALUES ('one', 'One', 1);
    INSERT INTO user_account (id, brand, username, first_name, last_name, email, user_type, status, language, time_zone, created_ms)
    VALUES ('UR_1a2B3c4D5e6F7g8', 'one', 'a@one', 'A', 'O', 'a@one', 'UT_FULLUSER', 0, 'EN', 'UTC', 1);
    INSERT INTO oauth_client VALUES ('00000000000000000000000000000001', 'one', 'UR_1a2B3c4D5e6F7g8', 'Night', 'hash', 'read:users', 2);
    INSERT INTO oauth_token VALUES ('hash', 'one', '00000000000000000000000000000001', 'read:users', 9);";

#[tokio::test]
async fn a_program_that_was_made_before_codes_goes_on_and_its_token_ends() {
    for database in Databases::make().await.0 {
        let folder = tempfile::tempdir().unwrap();
        let settings = after(&database, &folder, 9, PROGRAM).await;
        let store = Store::open(&settings).await.unwrap();
        let mut read = store.read();
        let id = model::text::ClientId::stored("00000000000000000000000000000001");
        let client = crate::oauth::client(&mut read, &id).await.unwrap().unwrap();
        assert_eq!((client.secret_hash.as_str(), client.scopes.as_str()), ("hash", "read:users"));
        assert_eq!((client.redirects.as_str(), client.is_public), ("", false));
        assert!(crate::oauth_tokens::holder(&mut read, "hash").await.unwrap().is_none());
        drop(read);
        store.close().await.unwrap();
        database.remove().await;
    }
}

/// As migration 12 left it: a survey shared before there were actions for the parts of its definition.
const SHARE: &str = "
    INSERT INTO brand (id, name, created_ms) VALUES ('one', 'One', 1);
    INSERT INTO survey (no, id, brand, owner, creator, name, active, created_ms, modified_ms, version)
    VALUES (1, 'SV_1a2B3c4D5e6F7g8', 'one', 'UR_1a2B3c4D5e6F7g8', 'UR_1a2B3c4D5e6F7g8', 'Lunch', 1, 1, 1, 1);
    INSERT INTO survey_collaborator (survey_no, collaborator, rights, given)
    VALUES (1, 'UR_2a2B3c4D5e6F7g8', 511, 33554431);
    INSERT INTO survey_collaborator (survey_no, collaborator, rights, given) VALUES (1, 'UR_3a2B3c4D5e6F7g8', 3, 1282);
    INSERT INTO survey_collaborator (survey_no, collaborator, rights, given) VALUES (1, 'UR_4a2B3c4D5e6F7g8', 33, 4194304);";

#[tokio::test]
async fn what_was_shared_gives_the_rights_to_parts_of_the_definition_after_the_upgrade() {
    for database in Databases::make().await.0 {
        let folder = tempfile::tempdir().unwrap();
        let settings = after(&database, &folder, 12, SHARE).await;
        let store = Store::open(&settings).await.unwrap();
        let mut read = store.read();
        let rows =
            read.rows("SELECT given, rights FROM survey_collaborator ORDER BY collaborator", &[]).await;
        for row in rows.unwrap() {
            let (given, rights) = (row.integer(0).unwrap(), row.integer(1).unwrap());
            let shared = SharedLeaf::ALL.iter().filter(|leaf| given & (1 << **leaf as i64) != 0);
            let shared = shared.fold(Shared::NOTHING, |shared, leaf| shared.with(*leaf));
            assert_eq!(rights, shared.rights().bits(), "{given:b}");
        }
        drop(read);
        store.close().await.unwrap();
        database.remove().await;
    }
}

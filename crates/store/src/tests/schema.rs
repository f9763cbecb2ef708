//! The schema, and the statements against it.

use super::{Databases, make_brand, make_survey, on_both, response};
use crate::{DatabaseUrl, EVERY_STATEMENT, Error, FilesUrl, Settings, Store, counters};

fn every_statement() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    EVERY_STATEMENT.into_iter().flatten().copied()
}

#[tokio::test]
async fn both_databases_understand_every_statement() {
    on_both(async |store| {
        for (file, statements) in every_statement() {
            for sql in statements {
                let mut tx = store.begin().await.unwrap();
                if let Err(error) = tx.prepare(sql).await {
                    panic!("{file}: {error}\n{sql}");
                }
            }
        }
    })
    .await;
}

/// SQLite numbers `$1` by first appearance, not by name.
#[test]
fn parameters_first_appear_in_ascending_order() {
    for (file, statements) in every_statement() {
        for sql in statements {
            let mut most = 0;
            for piece in sql.split('$').skip(1) {
                let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let number: usize = piece[..digits].parse().unwrap();
                assert!(number <= most + 1, "{file}: ${number} before ${} in {sql}", most + 1);
                most = most.max(number);
            }
        }
    }
}

/// A statement that is not in the list would be prepared by no test.
#[test]
fn the_list_of_statements_is_complete() {
    let mut found = 0;
    for (name, text) in super::sources() {
        // What comments show is no statement.
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let text = code.map(|line| format!("{line}\n")).collect::<String>();
        let constants = text.matches(": &str = \"\n    ").count()
            + text.matches(": &str = sql! {").count()
            + 5 * text.matches("\ntable! {").count()
            + text.matches("const VERSION: &str").count()
            + text.matches("const RECORD: &str").count();
        let listed = every_statement().find(|(file, _)| *file == name).map_or(0, |(_, list)| list.len());
        assert_eq!(constants, listed, "{name}");
        found += constants;
    }
    assert_eq!(found, every_statement().map(|(_, list)| list.len()).sum::<usize>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_processes_may_start_at_once_and_a_newer_schema_is_refused() {
    for database in Databases::make().await.0 {
        let folder = tempfile::tempdir().unwrap();
        let settings = match &database.url {
            // Each opening of a database in memory is another one, so this needs a file.
            DatabaseUrl::SqliteInMemory => file_settings(&folder),
            _ => database.settings(),
        };
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let settings = settings.clone();
                tokio::spawn(async move { Store::open(&settings).await })
            })
            .collect();
        let mut stores = Vec::new();
        for start in starts {
            stores.push(start.await.unwrap().unwrap());
        }
        let mut tx = stores[0].begin().await.unwrap();
        tx.batch("INSERT INTO schema_version (version, applied) VALUES (99, 1)").await.unwrap();
        tx.commit().await.unwrap();
        for store in stores {
            store.check().await.unwrap();
            // Who serves already sees that a later program came.
            assert!(matches!(store.knows_schema().await, Err(Error::TooNew { found: 99, .. })));
            store.close().await.unwrap();
        }
        let refused = Store::open(&settings).await.err();
        assert!(matches!(refused, Some(Error::TooNew { found: 99, .. })), "{refused:?}");
        database.remove().await;
    }
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_new_start() {
    for database in Databases::make().await.0 {
        let folder = tempfile::tempdir().unwrap();
        let settings = match &database.url {
            DatabaseUrl::SqliteInMemory => file_settings(&folder),
            _ => database.settings(),
        };
        let store = Store::open(&settings).await.unwrap();
        let ada = make_brand(&store, "one").await;
        let no = make_survey(&store, &ada).await;
        store.submit(response(no, 1)).await.unwrap();
        store.close().await.unwrap();
        drop(store);
        let store = Store::open(&settings).await.unwrap();
        assert_eq!(counters::of_survey(&mut store.read(), no).await.unwrap().auditable, 1);
        store.submit(response(no, 2)).await.unwrap();
        assert_eq!(store.submit(response(no, 1)).await, Err(Error::Duplicate));
        store.close().await.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_reading_changes_nothing() {
    on_both(async |store| {
        let mut tx = store.begin().await.unwrap();
        let brand =
            model::account::Brand { id: super::brand_id("gone"), name: "Gone".into(), created: super::NOW };
        crate::brands::insert(&mut tx, &brand).await.unwrap();
        assert_eq!(crate::brands::list(&mut store.read()).await.unwrap().len(), 0);
        drop(tx);
        assert!(crate::brands::insert(&mut store.read(), &brand).await.is_err());
        let mut tx = store.begin().await.unwrap();
        assert_eq!(crate::brands::list(&mut tx).await.unwrap().len(), 0);
        tx.commit().await.unwrap();
    })
    .await;
}

fn file_settings(folder: &tempfile::TempDir) -> Settings {
    let path = folder.path().join("data/canvass.db");
    Settings { database: DatabaseUrl::Sqlite(path), files: FilesUrl::Memory }
}

//! Files of SQLite that are lost, cut, full or cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use super::{make_brand, make_survey, response};
use crate::database::Database;
use crate::{DatabaseUrl, Error, FilesUrl, Settings, Store, brands, counters};

fn settings(folder: &Path) -> Settings {
    Settings { database: DatabaseUrl::Sqlite(folder.join("canvass.db")), files: FilesUrl::Memory }
}

/// The files of a database whose process was killed: a hundred responses acknowledged, none of them folded into the
/// file of the database yet.
async fn killed() -> tempfile::TempDir {
    let (live, dead) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(&settings(live.path())).await.unwrap();
    let ada = make_brand(&store, "one").await;
    let no = make_survey(&store, &ada).await;
    for number in 0..100 {
        store.submit(response(no, number)).await.unwrap();
    }
    for file in fs::read_dir(live.path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), dead.path().join(file.file_name())).unwrap();
    }
    fs::remove_file(dead.path().join("canvass.db-shm")).unwrap();
    dead
}

fn log(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("canvass.db-wal")
}

async fn refused(folder: &tempfile::TempDir) -> String {
    Store::open(&settings(folder.path())).await.err().unwrap().to_string()
}

#[tokio::test]
async fn a_killed_process_has_lost_nothing() {
    let folder = killed().await;
    let store = Store::open(&settings(folder.path())).await.unwrap();
    assert_eq!(brands::list(&mut store.read()).await.unwrap().len(), 1);
    store.close().await.unwrap();
    drop(store);
    Store::open(&settings(folder.path())).await.unwrap();
}

#[tokio::test]
async fn a_log_that_was_cut_or_taken_away_is_told_and_not_passed_over() {
    for keep in [0.0, 0.4, 0.9] {
        let folder = killed().await;
        let whole = fs::metadata(log(&folder)).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(log(&folder)).unwrap();
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        file.set_len((whole as f64 * keep) as u64).unwrap();
        let told = refused(&folder).await;
        assert!(told.contains("lacks the last") && told.contains("--accept-storage"), "{told}");
        // Nor does it help to try again.
        assert_eq!(refused(&folder).await, told);
    }
    let folder = killed().await;
    fs::remove_file(log(&folder)).unwrap();
    assert!(refused(&folder).await.contains("lacks the last"));
    let store = Store::open_as_it_is(&settings(folder.path())).await.unwrap();
    make_brand(&store, "two").await;
    drop(store);
    Store::open(&settings(folder.path())).await.unwrap();
}

#[tokio::test]
async fn a_database_that_was_taken_away_does_not_start_as_new() {
    let folder = killed().await;
    fs::remove_file(folder.path().join("canvass.db")).unwrap();
    assert!(refused(&folder).await.contains("lacks the last"));
}

#[tokio::test]
async fn a_damaged_file_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("canvass.db"), "no database at all".repeat(1000)).unwrap();
    let told = refused(&folder).await;
    assert!(told.contains("damaged") && told.contains("restore a backup"), "{told}");
}

/// A folder in which no file can be made, for root as well: the log's name is taken by a folder.
async fn read_only() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&settings(folder.path())).await.unwrap();
    let ada = make_brand(&store, "one").await;
    let no = make_survey(&store, &ada).await;
    store.submit(response(no, 1)).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    fs::create_dir(log(&folder)).unwrap();
    folder
}

#[tokio::test]
async fn what_cannot_be_written_is_served_and_goes_on_by_itself() {
    let folder = read_only().await;
    let store = Store::open(&settings(folder.path())).await.unwrap();
    let brand = &brands::list(&mut store.read()).await.unwrap()[0];
    assert_eq!(brand.id, super::brand_id("one"));
    assert!(store.trouble().is_some());
    assert!(matches!(store.begin().await.err(), Some(Error::Unavailable(_))));
    assert!(matches!(store.check().await, Err(Error::Unavailable(_))));

    fs::remove_dir(log(&folder)).unwrap();
    store.check().await.unwrap();
    assert_eq!(store.trouble(), None);
    make_brand(&store, "two").await;
    assert_eq!(brands::list(&mut store.read()).await.unwrap().len(), 2);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_fails_the_change_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&settings(folder.path())).await.unwrap();
    let ada = make_brand(&store, "one").await;
    let no = make_survey(&store, &ada).await;
    let fill = async |limit: &str| {
        let mut tx = store.begin().await.unwrap();
        tx.batch(&format!("PRAGMA max_page_count = {limit}")).await.unwrap();
    };
    // As many pages as there are: the next that is needed is one too many.
    fill("1").await;
    let (mut kept, mut failed) = (0, None);
    while failed.is_none() {
        match store.submit(response(no, kept)).await {
            Ok(()) => kept += 1,
            Err(why) => failed = Some(why),
        }
    }
    assert!(matches!(&failed, Some(Error::Unavailable(why)) if why.contains("full")), "{failed:?}");
    assert!(store.trouble().unwrap().contains("full"));
    let count = async || counters::of_survey(&mut store.read(), no).await.unwrap().auditable;
    assert_eq!(count().await, i64::try_from(kept).unwrap(), "what was acknowledged and no more");
    fill("1000000").await;
    store.submit(response(no, kept)).await.unwrap();
    assert_eq!(store.trouble(), None);
    assert_eq!(count().await, i64::try_from(kept).unwrap() + 1);
    store.close().await.unwrap();
}

#[tokio::test]
async fn only_what_changes_something_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&settings(folder.path()).database, false).await.unwrap();
    drop(database);
    let store = Store::open(&settings(folder.path())).await.unwrap();
    let mark = || fs::read_to_string(folder.path().join("canvass.db-mark")).unwrap();
    make_brand(&store, "one").await;
    let before = mark();
    store.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(mark(), before);
    make_brand(&store, "two").await;
    assert!(mark() > before, "{} {before}", mark());
    store.close().await.unwrap();
}

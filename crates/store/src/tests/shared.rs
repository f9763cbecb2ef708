//! What processes share.

use super::{NOW, on_both};
use crate::announcements::{self, Announcement};
use crate::installation::{self, Mark};
use crate::{processes, secrets};

#[tokio::test]
async fn an_installation_has_one_id_in_the_database_and_in_its_files() {
    on_both(async |store| {
        assert_eq!(installation::id(&mut store.read()).await.unwrap(), None);
        assert_eq!(installation::set_id(&store, "one").await.unwrap(), "one");
        assert_eq!(installation::set_id(&store, "two").await.unwrap(), "one");

        let files = store.files();
        assert_eq!(installation::mark(files).await.unwrap(), None);
        assert!(installation::begin_mark(files, "one").await.unwrap());
        assert!(!installation::begin_mark(files, "two").await.unwrap());
        let mark = |confirmed| Some(Mark { id: "one".to_owned(), confirmed });
        assert_eq!(installation::mark(files).await.unwrap(), mark(false));
        installation::confirm_mark(files, "one").await.unwrap();
        assert_eq!(installation::mark(files).await.unwrap(), mark(true));
        installation::remove_mark(files).await.unwrap();
        assert_eq!(installation::mark(files).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_the_first_ones_until_who_has_read_it_replaces_it() {
    on_both(async |store| {
        let mut tx = store.begin().await.unwrap();
        secrets::add(&mut tx, "a", "first").await.unwrap();
        secrets::add(&mut tx, "a", "second").await.unwrap();
        assert_eq!(secrets::get(&mut tx, "a").await.unwrap().as_deref(), Some("first"));
        secrets::replace(&mut tx, "a", "second", "third").await.unwrap();
        assert_eq!(secrets::get(&mut tx, "a").await.unwrap().as_deref(), Some("first"));
        secrets::replace(&mut tx, "a", "first", "third").await.unwrap();
        assert_eq!(secrets::get(&mut tx, "a").await.unwrap().as_deref(), Some("third"));
        assert_eq!(secrets::get(&mut tx, "b").await.unwrap(), None);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn announcements_are_numbered_upwards_also_after_all_were_deleted() {
    on_both(async |store| {
        let announce = async |thing: &str, now| {
            let mut tx = store.begin().await.unwrap();
            announcements::add(&mut tx, "user", thing, now).await.unwrap();
            tx.commit().await.unwrap();
            announcements::newest(&mut store.read()).await.unwrap()
        };
        assert_eq!(announcements::newest(&mut store.read()).await.unwrap(), 0);
        let first = announce("a", NOW).await;
        let second = announce("b", NOW.plus(1)).await;
        let since = announcements::since(&mut store.read(), first).await.unwrap();
        let (kind, thing) = ("user".to_owned(), "b".to_owned());
        assert_eq!(since, [Announcement { no: second, kind, thing }]);
        let mut tx = store.begin().await.unwrap();
        announcements::delete_old(&mut tx, NOW.plus(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(announcements::since(&mut store.read(), 0).await.unwrap(), []);
        assert!(announce("c", NOW).await > second);
    })
    .await;
}

#[tokio::test]
async fn each_process_counts_its_own_row() {
    on_both(async |store| {
        for id in ["a", "b", "a"] {
            let mut tx = store.begin_statement().await.unwrap();
            processes::beat(&mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
        }
        let list = processes::list(&mut store.read()).await.unwrap();
        assert_eq!(list, [("a".to_owned(), 2), ("b".to_owned(), 1)]);
        let mut tx = store.begin_statement().await.unwrap();
        processes::delete(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(processes::list(&mut store.read()).await.unwrap().len(), 1);
    })
    .await;
}

//! Surveys, their files, field lists and sessions.

use model::field::{Field, FieldKind, FieldList};

use super::{NOW, brand_id, make_brand, make_survey, new_survey, on_both};
use crate::surveys::SurveyCount;
use crate::{Error, field_lists, sessions, surveys};

#[tokio::test]
async fn a_survey_is_kept_listed_changed_and_deleted_within_its_brand() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let eve = make_brand(&store, "two").await;
        let lunch = new_survey("one", &ada.id, "Lunch, 昼食");
        let mut dinner = new_survey("one", &eve.id, "Dinner");
        dinner.active = false;
        dinner.ends = Some(NOW.plus(7));
        let mut tx = store.begin().await.unwrap();
        let no = surveys::insert(&mut tx, &lunch, "{\"SurveyEntry\":{}}").await.unwrap();
        surveys::insert(&mut tx, &dinner, "{}").await.unwrap();
        tx.commit().await.unwrap();

        let mut read = store.read();
        let found = surveys::get(&mut read, &ada.brand, &lunch.id).await.unwrap().unwrap();
        assert_eq!((found.no, found.version, found.name.as_str()), (no, 1, "Lunch, 昼食"));
        assert_eq!(surveys::get(&mut read, &eve.brand, &lunch.id).await.unwrap(), None);
        let open = surveys::get_for_respondent(&mut read, &lunch.id).await.unwrap().unwrap();
        assert_eq!(open.brand, ada.brand);
        let all = surveys::list(&mut read, &ada.brand, None, 0, 10).await.unwrap();
        assert_eq!(all.iter().map(|row| &row.id).collect::<Vec<_>>(), [&lunch.id, &dinner.id]);
        assert_eq!(all[1].ends, Some(NOW.plus(7)));
        let owned = surveys::list(&mut read, &ada.brand, Some(&eve.id), 0, 10).await.unwrap();
        assert_eq!(owned, all[1..]);
        assert_eq!(surveys::list(&mut read, &ada.brand, None, 1, 1).await.unwrap(), all[1..]);
        let count = surveys::count(&mut read, &ada.brand, None).await.unwrap();
        assert_eq!(count, SurveyCount { total: 2, active: 1 });
        let count = surveys::count(&mut read, &ada.brand, Some(&eve.id)).await.unwrap();
        assert_eq!(count, SurveyCount { total: 1, active: 0 });
        assert_eq!(surveys::count(&mut read, &eve.brand, None).await.unwrap(), SurveyCount::default());

        let mut tx = store.begin().await.unwrap();
        let mut changed = found.clone();
        changed.name = "Breakfast".into();
        changed.active = false;
        assert!(surveys::update(&mut tx, &changed).await.unwrap());
        assert_eq!(surveys::replace_file(&mut tx, no, "{\"new\":1}", NOW.plus(1)).await.unwrap(), Some(2));
        tx.commit().await.unwrap();
        let found = surveys::get(&mut read, &ada.brand, &lunch.id).await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.version, found.modified), ("Breakfast", 2, NOW.plus(1)));
        assert_eq!(surveys::file(&mut read, no).await.unwrap().as_deref(), Some("{\"new\":1}"));

        let mut tx = store.begin().await.unwrap();
        assert!(!surveys::delete(&mut tx, &eve.brand, &lunch.id, NOW).await.unwrap());
        assert!(surveys::delete(&mut tx, &ada.brand, &lunch.id, NOW).await.unwrap());
        assert!(!surveys::delete(&mut tx, &ada.brand, &lunch.id, NOW).await.unwrap());
        assert_eq!(surveys::replace_file(&mut tx, no, "{}", NOW).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(surveys::get_for_respondent(&mut read, &lunch.id).await.unwrap(), None);
        assert_eq!(surveys::list(&mut read, &ada.brand, None, 0, 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_version_of_a_field_list_is_added_once() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let no = make_survey(&store, &ada).await;
        let list = |version, key: &str| FieldList {
            version,
            fields: vec![Field { key: key.into(), kind: FieldKind::Choices(vec!["1".into(), "x4".into()]) }],
        };
        let mut tx = store.begin().await.unwrap();
        assert_eq!(field_lists::latest(&mut tx, no).await.unwrap(), None);
        field_lists::append(&mut tx, no, &list(1, "QID1")).await.unwrap();
        field_lists::append(&mut tx, no, &list(2, "QID2")).await.unwrap();
        assert_eq!(field_lists::append(&mut tx, no, &list(2, "QID3")).await, Err(Error::Duplicate));
        tx.commit().await.unwrap();
        let mut read = store.read();
        assert_eq!(field_lists::latest(&mut read, no).await.unwrap(), Some(list(2, "QID2")));
        assert_eq!(field_lists::all(&mut read, no).await.unwrap(), [list(1, "QID1"), list(2, "QID2")]);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_written_only_at_the_version_that_was_read() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let (no, other) = (make_survey(&store, &ada).await, make_survey(&store, &ada).await);
        let mut tx = store.begin().await.unwrap();
        sessions::insert(&mut tx, no, &brand_id("one"), "FS_1", "{}", NOW).await.unwrap();
        assert!(sessions::update(&mut tx, no, "FS_1", 1, "{\"a\":1}", NOW.plus(1)).await.unwrap());
        assert!(!sessions::update(&mut tx, no, "FS_1", 1, "{\"b\":1}", NOW.plus(2)).await.unwrap());
        assert_eq!(sessions::get(&mut tx, other, "FS_1").await.unwrap(), None);
        let session = sessions::get(&mut tx, no, "FS_1").await.unwrap().unwrap();
        assert_eq!((session.state.as_str(), session.version, session.changed), ("{\"a\":1}", 2, NOW.plus(1)));
        sessions::insert(&mut tx, no, &brand_id("one"), "FS_2", "{}", NOW.plus(5)).await.unwrap();
        assert_eq!(sessions::delete_old(&mut tx, NOW.plus(5), 10).await.unwrap(), 1);
        assert!(!sessions::delete(&mut tx, other, "FS_2").await.unwrap());
        assert!(sessions::delete(&mut tx, no, "FS_2").await.unwrap());
        tx.commit().await.unwrap();
    })
    .await;
}

//! Surveys, field lists and sessions.

use model::field::{Field, FieldKind, FieldList};

use model::text::Name;

use super::{NOW, make_brand, make_row, make_survey, new_survey, on_both, pieces, server};
use crate::access::action::Edit;
use crate::surveys::{SurveyCount, SurveyNo, SurveyRow};
use crate::{Allowed, Error, Transaction, Window, field_lists, surveys};

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
        let no = surveys::insert(&mut tx, server(lunch.clone()), &pieces(&[]), None).await.unwrap();
        surveys::insert(&mut tx, server(dinner.clone()), &pieces(&[]), None).await.unwrap();
        tx.commit().await.unwrap();

        let mut read = store.read();
        let found = read.get(&ada.brand, &lunch.id).await.unwrap().unwrap();
        assert_eq!(found, SurveyRow { no, ..lunch.clone() });
        assert_eq!(read.get(&eve.brand, &lunch.id).await.unwrap(), None);
        let open = surveys::get_for_respondent(&mut read, &lunch.id).await.unwrap().unwrap();
        assert_eq!(open.brand, ada.brand);
        let count = surveys::count(&mut read, &ada.brand, None).await.unwrap();
        assert_eq!(count, SurveyCount { total: 2, active: 1 });
        let count = surveys::count(&mut read, &ada.brand, Some(&dinner.owner)).await.unwrap();
        assert_eq!(count, SurveyCount { total: 1, active: 0 });
        assert_eq!(surveys::count(&mut read, &eve.brand, None).await.unwrap(), SurveyCount::default());

        let mut tx = store.begin().await.unwrap();
        let mut changed: Allowed<_, Edit> = server(found);
        changed.name = Name::stored("Breakfast");
        changed.active = false;
        assert!(surveys::update(&mut tx, &changed).await.unwrap());
        tx.commit().await.unwrap();
        let found = read.get(&ada.brand, &lunch.id).await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.active), ("Breakfast", false));

        let mut tx = store.begin().await.unwrap();
        let stranger = SurveyRow { brand: eve.brand.clone(), ..found.clone() };
        assert!(!surveys::delete(&mut tx, server(stranger), NOW).await.unwrap());
        assert!(surveys::delete(&mut tx, server(found.clone()), NOW).await.unwrap());
        assert!(!surveys::delete(&mut tx, server(found), NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(surveys::get_for_respondent(&mut read, &lunch.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_surveys_goes_on_behind_one_that_is_deleted() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let mut rows = Vec::new();
        for _ in 0..3 {
            rows.push(make_row(&store, &ada).await);
        }
        let mut tx = store.begin().await.unwrap();
        surveys::delete(&mut tx, server(rows[0].clone()), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let caller = super::caller(&ada);
        let mut read = store.read();
        let behind = |row: &SurveyRow| Window { after: row.id.to_string(), offset: 0, limit: 5 };
        let listed = surveys::list(&mut read, &caller, &behind(&rows[0])).await.unwrap().unwrap();
        assert_eq!(listed, rows[1..]);
        let skipped = Window { after: String::new(), offset: 1, limit: 5 };
        assert_eq!(surveys::list(&mut read, &caller, &skipped).await.unwrap().unwrap(), rows[2..]);
        let nothing = Window { after: "SV_0never0never000".into(), offset: 0, limit: 5 };
        assert_eq!(surveys::list(&mut read, &caller, &nothing).await.unwrap(), None);
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
        assert_eq!(after(&mut tx, no, 0).await, []);
        field_lists::append(&mut tx, no, &list(1, "QID1")).await.unwrap();
        field_lists::append(&mut tx, no, &list(2, "QID2")).await.unwrap();
        assert_eq!(field_lists::append(&mut tx, no, &list(2, "QID3")).await, Err(Error::Duplicate));
        tx.commit().await.unwrap();
        let mut read = store.read();
        assert_eq!(after(&mut read, no, 0).await, [list(1, "QID1"), list(2, "QID2")]);
        assert_eq!(after(&mut read, no, 1).await, [list(2, "QID2")]);
        assert_eq!(after(&mut read, no, 2).await, []);
        // More than are read at once.
        let mut tx = store.begin().await.unwrap();
        for version in 3..=200 {
            field_lists::append(&mut tx, no, &list(version, "QID4")).await.unwrap();
        }
        tx.commit().await.unwrap();
        let versions: Vec<i64> = after(&mut read, no, 0).await.iter().map(|list| list.version).collect();
        assert_eq!(versions, (1..=200).collect::<Vec<_>>());
    })
    .await;
}

async fn after(tx: &mut Transaction, no: SurveyNo, version: i64) -> Vec<FieldList> {
    let mut lists = Vec::new();
    field_lists::after(tx, no, version, |list| lists.push(list)).await.unwrap();
    lists
}

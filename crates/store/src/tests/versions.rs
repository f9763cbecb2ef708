//! Versions of a survey's definition.

use model::survey::pieces::Pieces;

use super::{NOW, make_brand, make_survey, new_survey, on_both, pieces, server};
use crate::access::action::Edit;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::{Allowed, Error, Store, surveys, versions};

async fn edit(
    store: &Store,
    survey: &SurveyRow,
    changes: &[(&str, Option<&str>)],
) -> Result<Option<i64>, Error> {
    let mut tx = store.begin().await?;
    let survey: Allowed<_, Edit> = server(survey.clone());
    let version = versions::add(&mut tx, &survey, &survey.creator, changes, NOW.plus(5)).await?;
    tx.commit().await?;
    Ok(version)
}

async fn at(store: &Store, no: SurveyNo, version: i64) -> Pieces {
    versions::pieces(&mut store.read(), no, version).await.unwrap()
}

#[tokio::test]
async fn a_version_is_never_changed_and_an_edit_writes_its_pieces_alone() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let other = make_survey(&store, &ada).await;
        let survey = new_survey("one", &ada.id, "Lunch");
        let first = pieces(&[("entry", "1"), ("flow", "2"), ("question/QID1", "3"), ("question/QID2", "4")]);
        let mut tx = store.begin().await.unwrap();
        let no = surveys::insert(&mut tx, server(survey.clone()), &first, None).await.unwrap();
        tx.commit().await.unwrap();
        let survey = SurveyRow { no, ..survey };

        let changes = [("flow", Some("2b")), ("question/QID1", None), ("question/QID3", Some("5"))];
        assert_eq!(edit(&store, &survey, &changes).await, Ok(Some(2)));
        let head = store.read().get(&ada.brand, &survey.id).await.unwrap().unwrap();
        assert_eq!((head.version, head.modified), (2, NOW.plus(5)));
        // What was taken out may come back.
        assert_eq!(edit(&store, &head, &[("question/QID1", Some("6"))]).await, Ok(Some(3)));

        assert_eq!(at(&store, no, 1).await, first);
        let second = [("entry", "1"), ("flow", "2b"), ("question/QID2", "4"), ("question/QID3", "5")];
        assert_eq!(at(&store, no, 2).await, pieces(&second));
        assert_eq!(at(&store, no, 3).await, pieces(&[&second[..], &[("question/QID1", "6")]].concat()));
        assert_eq!(at(&store, no, 0).await, Pieces::new());
        assert_eq!(at(&store, other, 1).await, pieces(&[("entry", "{}")]));

        const ROWS: &str = "SELECT COUNT(*) FROM survey_piece WHERE survey_no = $1";
        let rows = store.read().optional(ROWS, &[crate::Param::Integer(no.0)]).await.unwrap().unwrap();
        assert_eq!(
            rows.integer(0).unwrap(),
            7,
            "four of the first version, two of the second, one of the third"
        );
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_a_version_that_is_not_the_latest_or_of_a_deleted_survey_writes_nothing() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let survey = super::make_row(&store, &ada).await;
        assert_eq!(edit(&store, &survey, &[("flow", Some("2"))]).await, Ok(Some(2)));
        assert_eq!(edit(&store, &survey, &[("flow", Some("3"))]).await, Ok(None));
        let mut tx = store.begin().await.unwrap();
        assert!(surveys::delete(&mut tx, server(survey.clone()), NOW).await.unwrap());
        tx.commit().await.unwrap();
        let survey = SurveyRow { version: 2, ..survey };
        assert_eq!(edit(&store, &survey, &[("flow", Some("3"))]).await, Ok(None));
        assert_eq!(at(&store, survey.no, 3).await["flow"], "2");
    })
    .await;
}

#[tokio::test]
async fn one_piece_is_read_of_each_version_and_those_below_a_place() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let survey = new_survey("one", &ada.id, "Lunch");
        let first = pieces(&[
            ("question/QID1", "1"),
            ("question/QID1/ES", "2"),
            ("question/QID1/FR", "3"),
            ("question/QID10", "4"),
            ("question/QID10/ES", "5"),
        ]);
        let mut tx = store.begin().await.unwrap();
        let no = surveys::insert(&mut tx, server(survey.clone()), &first, None).await.unwrap();
        tx.commit().await.unwrap();
        let survey = SurveyRow { no, ..survey };
        let changes = [("question/QID1", Some("1b")), ("question/QID1/FR", None)];
        assert_eq!(edit(&store, &survey, &changes).await, Ok(Some(2)));
        let mut read = store.read();
        for (version, text, below) in [(1, "1", 2), (2, "1b", 1)] {
            let piece = versions::piece(&mut read, no, version, "question/QID1").await.unwrap();
            assert_eq!(piece.as_deref(), Some(text));
            let found = versions::pieces_below(&mut read, no, version, "question/QID1").await.unwrap();
            assert_eq!(found.len(), below, "{found:?}");
            assert!(found.keys().all(|place| place.starts_with("question/QID1/")));
        }
        assert_eq!(versions::piece(&mut read, no, 2, "question/QID1/FR").await.unwrap(), None);
        assert_eq!(versions::piece(&mut read, no, 0, "question/QID1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_edit_finds_the_piece_that_it_ends_without_looking_through_the_others() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let survey = new_survey("one", &ada.id, "Lunch");
        let places: Vec<String> = (0..3_000).map(|number| format!("question/QID{number}")).collect();
        let first: Vec<(&str, &str)> = places.iter().map(|place| (place.as_str(), "{}")).collect();
        let mut tx = store.begin().await.unwrap();
        let no = surveys::insert(&mut tx, server(survey.clone()), &pieces(&first), None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let sqlite = tx.rows("SELECT sqlite_version()", &[]).await.is_ok();
        drop(tx);
        // As the databases know it right after an import: nothing is counted yet.
        let (explain, column) = if sqlite { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN ANALYZE", 0) };
        let statement: &'static str = format!("{explain} {}", versions::END_PIECE).leak();
        let integer = crate::Param::Integer;
        let params = [integer(2), integer(no.0), "question/QID7".into(), integer(i64::MAX)];
        let mut tx = store.begin().await.unwrap();
        let rows = tx.rows(statement, &params).await.unwrap();
        let told: Vec<String> = rows.into_iter().map(|mut row| row.text(column).unwrap()).collect();
        let told = told.join("\n");
        assert!(!told.contains("survey_piece_by_end") && !told.contains("Seq Scan"), "{told}");
        assert!(!told.contains("Rows Removed by Filter: 2"), "{told}");
    })
    .await;
}

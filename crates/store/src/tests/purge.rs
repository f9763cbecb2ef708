//! Deleted surveys: nothing comes in any more, and a purge leaves nothing.

use model::field::FieldList;

use super::{NOW, make_brand, make_row, new_survey, on_both, pieces, response, server, session};
use crate::surveys::SurveyRow;
use crate::{Error, Param, Store, field_lists, jobs, purge, responses, surveys};

async fn delete(store: &Store, survey: &SurveyRow) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    surveys::delete(&mut tx, server(survey.clone()), NOW.plus(1)).await?;
    tx.commit().await
}

/// How many rows of each table belong to a survey.
async fn rows(store: &Store, survey: &SurveyRow) -> Vec<i64> {
    const COUNTS: [&str; 9] = [
        "SELECT COUNT(*) FROM response WHERE survey_no = $1",
        "SELECT COUNT(*) FROM session WHERE survey_no = $1",
        "SELECT COUNT(*) FROM field_list WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey_piece WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey_version WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey_collaborator WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey_removed WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey_counter WHERE survey_no = $1",
        "SELECT COUNT(*) FROM survey WHERE no = $1",
    ];
    let mut found = Vec::new();
    for count in COUNTS {
        let row = store.read().optional(count, &[Param::Integer(survey.no.0)]).await.unwrap().unwrap();
        found.push(row.integer(0).unwrap());
    }
    found
}

/// A survey with something in every table that knows surveys, in more pieces than go at once.
async fn full(store: &Store, owner: &crate::users::User) -> SurveyRow {
    let places: Vec<String> = (0..450).map(|number| format!("question/QID{number}")).collect();
    let places: Vec<_> = places.iter().map(|place| (place.as_str(), "{}")).collect();
    let survey = new_survey("one", &owner.id, "Lunch");
    let mut tx = store.begin().await.unwrap();
    let no = surveys::insert(&mut tx, server(survey.clone()), &pieces(&places), None).await.unwrap();
    for number in 0..5 {
        let name = format!("FS_{}_{number}", survey.id);
        let survey = SurveyRow { no, ..survey.clone() };
        assert!(session(&survey, &name).apply(&mut tx).await.unwrap());
    }
    for version in 1..=3 {
        let list = FieldList { version, fields: Vec::new() };
        field_lists::append(&mut tx, no, &list).await.unwrap();
    }
    let share = "INSERT INTO survey_collaborator (survey_no, collaborator, rights) VALUES ($1, 'UR_x', 1)";
    tx.execute(share, &[Param::Integer(no.0)]).await.unwrap();
    tx.commit().await.unwrap();
    store.submit_many((0..450).map(|number| response(no, number)).collect()).await.unwrap();
    let survey = SurveyRow { no, ..survey };
    let mut tx = store.begin().await.unwrap();
    assert!(responses::delete(&mut tx, &server(survey.clone()), &response(no, 7).id).await.unwrap());
    tx.commit().await.unwrap();
    survey
}

#[tokio::test]
async fn a_purge_leaves_nothing_of_the_survey_and_everything_of_the_others() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let (before, gone, after) =
            (full(&store, &ada).await, full(&store, &ada).await, full(&store, &ada).await);
        let whole = [449, 5, 3, 450, 1, 1, 1, 1, 1];
        assert_eq!(rows(&store, &gone).await, whole);
        let mut read = store.read();
        assert_eq!(purge::deleted(&mut read, &ada.brand, &gone.id).await.unwrap(), None, "it is not deleted");
        delete(&store, &gone).await.unwrap();
        assert_eq!(rows(&store, &gone).await, whole, "a deletion alone removes nothing");
        let deleted = purge::deleted(&mut read, &ada.brand, &gone.id).await.unwrap().unwrap();
        purge::everything(&store, &deleted).await.unwrap();
        assert_eq!(rows(&store, &gone).await, [0; 9]);
        assert_eq!(purge::deleted(&mut read, &ada.brand, &gone.id).await.unwrap(), None);
        // One that was cut off is run again.
        purge::everything(&store, &deleted).await.unwrap();
        for other in [before, after] {
            assert_eq!(rows(&store, &other).await, whole);
        }
    })
    .await;
}

/// What was acknowledged is there, and from the commit of the deletion on nothing is added, however busy the survey is.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_recorded_into_a_deleted_survey() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let survey = make_row(&store, &ada).await;
        let no = survey.no;
        let submitters: Vec<_> = (0..16_u64)
            .map(|submitter| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut kept = 0;
                    for number in submitter * 1_000_000.. {
                        match store.submit(response(no, number)).await {
                            Ok(()) => kept += 1,
                            Err(_) => break,
                        }
                    }
                    kept
                })
            })
            .collect();
        while rows(&store, &survey).await[0] < 200 {
            tokio::task::yield_now().await;
        }
        // Recording holds nothing that a deletion could meet: it waits, and is through the first time.
        delete(&store, &survey).await.unwrap();
        let there = rows(&store, &survey).await[0];
        let mut kept = 0;
        for submitter in submitters {
            kept += submitter.await.unwrap();
        }
        assert_eq!(rows(&store, &survey).await[0], there);
        assert_eq!(kept, there);
        assert!(store.submit_many(vec![response(no, 5)]).await.is_err(), "an import ends too");
        assert_eq!(rows(&store, &survey).await[0], there);
    })
    .await;
}

#[tokio::test]
async fn the_jobs_of_a_deleted_survey_end() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let survey = make_row(&store, &ada).await;
        let other = make_row(&store, &ada).await;
        let work = |id: &str, of: Option<&SurveyRow>| {
            let survey = of.map(|survey| survey.id.clone());
            jobs::NewJob { survey, ..super::jobs::job(id, jobs::Queue::Exports) }
        };
        let new =
            [work("1", Some(&survey)), work("2", Some(&survey)), work("3", Some(&other)), work("4", None)];
        super::jobs::add(&store, &new).await;
        let running = super::jobs::claim(&store, jobs::Queue::Exports, NOW).await.unwrap();
        assert_eq!(running.id, "1");
        let mut tx = store.begin().await.unwrap();
        jobs::end_of_survey(&mut tx, &ada.brand, &survey.id, "It is gone.", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!super::jobs::finish(&store, &running, "{}").await, "its worker has lost it");
        assert_eq!(super::jobs::order(&store, jobs::Queue::Exports, NOW).await, ["3", "4"]);
        let of_survey = jobs::of_survey(&mut store.read(), &ada.brand, &survey.id).await.unwrap();
        let told: Vec<_> =
            of_survey.iter().map(|job| (job.id.as_str(), job.state, job.error.as_deref())).collect();
        let failed = |id| (id, jobs::JobState::Failed, Some("It is gone."));
        assert_eq!(told, [failed("1"), failed("2")]);
    })
    .await;
}

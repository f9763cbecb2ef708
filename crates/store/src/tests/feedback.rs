//! What readers say of the documentation.

use model::FeedbackId;

use super::{NOW, on_both, unique};
use crate::feedback;

#[tokio::test]
async fn answers_are_listed_newest_first_and_counted_by_page() {
    on_both(async |store| {
        let mut tx = store.begin().await.unwrap();
        let mut ids = Vec::new();
        for (second, page, helpful) in
            [(0, "/docs", true), (1, "/docs/guides/responses", false), (2, "/docs", false)]
        {
            let id = FeedbackId::generate(NOW.0 + second, unique(), 1);
            feedback::insert(&mut tx, &id, page, helpful, NOW.plus(second)).await.unwrap();
            ids.push(id);
        }
        let said = "What a code means to me: 'Ärger'; DROP TABLE";
        assert!(!feedback::set_comment(&mut tx, &ids[0], said, NOW).await.unwrap(), "it helped");
        assert!(!feedback::set_comment(&mut tx, &ids[1], said, NOW.plus(2)).await.unwrap(), "too late");
        assert!(feedback::set_comment(&mut tx, &ids[1], said, NOW).await.unwrap());
        assert!(!feedback::set_comment(&mut tx, &ids[1], "again", NOW).await.unwrap(), "said once");
        tx.commit().await.unwrap();

        let mut read = store.read();
        let listed = feedback::list(&mut read, 0, 2).await.unwrap();
        assert_eq!(listed.iter().map(|one| &one.id).collect::<Vec<_>>(), [&ids[2], &ids[1]]);
        assert_eq!((listed[1].comment.as_str(), listed[1].helpful), (said, false));
        assert_eq!(listed[1].created, NOW.plus(1));
        let rest = feedback::list(&mut read, 2, 2).await.unwrap();
        assert_eq!((rest.len(), &rest[0].id, rest[0].helpful), (1, &ids[0], true));
        let counts = feedback::counts(&mut read).await.unwrap();
        let counts: Vec<_> = counts.iter().map(|one| (one.page.as_str(), one.helpful, one.answers)).collect();
        assert_eq!(counts, [("/docs", 1, 2), ("/docs/guides/responses", 0, 1)]);
    })
    .await;
}

#[tokio::test]
async fn the_oldest_answers_go() {
    on_both(async |store| {
        let mut tx = store.begin().await.unwrap();
        for second in 0..5 {
            let id = FeedbackId::generate(NOW.0 + second, unique(), 1);
            feedback::insert(&mut tx, &id, "/docs", true, NOW.plus(second)).await.unwrap();
        }
        feedback::trim(&mut tx, 5).await.unwrap();
        assert_eq!(feedback::list(&mut tx, 0, 10).await.unwrap().len(), 5);
        feedback::trim(&mut tx, 2).await.unwrap();
        tx.commit().await.unwrap();
        let left = feedback::list(&mut store.read(), 0, 10).await.unwrap();
        assert_eq!(left.iter().map(|one| one.created).collect::<Vec<_>>(), [NOW.plus(4), NOW.plus(3)]);
    })
    .await;
}

//! Surveys that are large, or that go round in circles: they are answered, and nothing hangs. `cargo xtask soak walk` takes
//! a hundred times as many questions, and looks at the memory.

use testkit::TestServer;
use testkit::generate::{circular, large, sparse};
use testkit::walk::{Site, walk_file};

#[tokio::test]
async fn a_survey_of_a_thousand_questions_is_answered() {
    let server = TestServer::start().await;
    let site = Site::InProcess(&server);
    for (name, file) in [("large", large(1_000)), ("sparse", sparse(1_000))] {
        let round = walk_file(&site, name, &file, 0..1).await.unwrap();
        assert_eq!(round.walks[0].way.len(), 1_000, "{name}");
    }
}

#[tokio::test]
async fn a_survey_that_goes_round_in_circles_comes_to_its_end() {
    let server = TestServer::start().await;
    for questions in [1, 2, 40] {
        let name = format!("circle of {questions}");
        walk_file(&Site::InProcess(&server), &name, &circular(questions), 0..3).await.unwrap();
    }
}

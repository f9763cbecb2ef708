//! Every survey file of the corpus.

use std::collections::BTreeMap;

use testkit::TestServer;
use testkit::walk::{Site, walk_file};

/// What no page can ask yet, by type and selector. None of it is ever demanded of a respondent, which the walk itself holds.
const UNANSWERABLE: &[&str] = &["FileUpload FileUpload"];

#[tokio::test]
async fn every_survey_file_is_answered_to_its_end_and_exported_as_it_was_answered() {
    let Some(files) = needs::corpus::survey_files() else { return };
    assert!(files.len() >= 15, "only {} surveys found", files.len());
    let server = TestServer::start().await;
    let site = Site::InProcess(&server);
    let (mut unanswerable, mut failures) = (BTreeMap::new(), Vec::new());
    for file in files {
        let name = format!("{}", file.display());
        let name = name.rsplit("corpus/").next().unwrap_or(&name).to_owned();
        let bytes = std::fs::read(&file).unwrap();
        match walk_file(&site, &name, &bytes, 0..5).await {
            Ok(round) => {
                let pages: usize = round.walks.iter().map(|walk| walk.pages).sum();
                let refused: usize = round.walks.iter().map(|walk| walk.refused).sum();
                println!(
                    "{name}: {pages} pages, {refused} of them sent back, {} cells compared",
                    round.cells
                );
                unanswerable.extend(round.unanswerable());
            }
            Err(why) => failures.push(why),
        }
    }
    println!("not answerable: {unanswerable:?}");
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(unanswerable.keys().collect::<Vec<_>>(), UNANSWERABLE);
}

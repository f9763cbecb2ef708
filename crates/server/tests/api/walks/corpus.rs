//! Every survey file of the corpus.

use std::collections::BTreeMap;

use testkit::TestServer;
use testkit::walk::{Reached, Round, Site, walk_file, with_way_back};

/// What no page can ask yet, by type and selector. None of it is ever demanded of a respondent, which the walk itself holds.
const UNANSWERABLE: &[&str] = &["FileUpload FileUpload"];

#[tokio::test]
async fn every_survey_file_is_answered_to_its_end_and_exported_as_it_was_answered() {
    let Some(files) = needs::corpus::survey_files() else { return };
    assert!(files.len() >= 15, "only {} surveys found", files.len());
    let server = TestServer::start().await;
    let site = Site::InProcess(&server);
    let (mut unanswerable, mut failures, mut reached) = (BTreeMap::new(), Vec::new(), Reached::default());
    for file in files {
        let name = file.display().to_string();
        let name = name.rsplit("corpus/").next().unwrap_or(&name).to_owned();
        let bytes = std::fs::read(&file).unwrap();
        let back = (format!("{name}, with the way back"), with_way_back(&bytes), 5..8);
        for (name, bytes, seeds) in [(name, bytes, 0..5), back] {
            match walk_file(&site, &name, &bytes, seeds).await.and_then(Round::well_piped) {
                Ok(round) => {
                    println!("{name}: {round}");
                    unanswerable.extend(round.unanswerable());
                    reached.add(&round);
                }
                Err(why) => failures.push(why),
            }
        }
    }
    println!("not answerable: {unanswerable:?}\n\n{reached}");
    assert!(failures.is_empty(), "{failures:#?}");
    // Which of them a walk comes by is also the server's chance.
    assert!(unanswerable.keys().all(|kind| UNANSWERABLE.contains(&kind.as_str())), "{unanswerable:?}");
}

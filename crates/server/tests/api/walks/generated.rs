//! Surveys made by chance, which use what the corpus does not reach.

use testkit::TestServer;
use testkit::generate::{MOST_BLOCKS, survey};
use testkit::walk::{Reached, Round, Site, walk_file};

const SURVEYS: u64 = 40;
const WALKS: u64 = 3;

async fn walked(site: &Site<'_>, seed: u64, most_blocks: usize) -> Result<Round, String> {
    let name = format!("generated {seed} of {most_blocks} blocks");
    let round = walk_file(site, &name, &survey(seed, most_blocks).file, 0..WALKS).await?;
    round.well_piped().map_err(|why| format!("{name}: {why}"))
}

/// What is wrong with the smallest beginning of a survey that fails as well. The server throws dice of its own, so that what
/// failed once need not fail again.
async fn smallest(site: &Site<'_>, seed: u64) -> Option<String> {
    for most_blocks in 1..MOST_BLOCKS {
        if let Err(why) = walked(site, seed, most_blocks).await {
            return Some(why);
        }
    }
    None
}

#[tokio::test]
async fn generated_surveys_are_answered_to_their_end_and_exported_as_they_were_answered() {
    let server = TestServer::start().await;
    let site = Site::InProcess(&server);
    let (mut reached, mut failures) = (Reached::default(), Vec::new());
    for seed in 0..SURVEYS {
        match walked(&site, seed, MOST_BLOCKS).await {
            Ok(round) => {
                reached.add(&round);
                // Where an end sends respondents it says who comes, by a piped text.
                for walk in &round.walks {
                    let address = format!("https://example.org/done?id={}", walk.seed);
                    assert!(walk.leads_to.as_ref().is_none_or(|leads| *leads == address), "{walk:?}");
                }
            }
            Err(why) => failures.push(smallest(&site, seed).await.unwrap_or(why)),
        }
    }
    println!("{reached}");
    assert!(failures.is_empty(), "{failures:#?}");
}

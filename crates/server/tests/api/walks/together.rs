//! Many respondents at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::TestServer;
use testkit::generate::{MOST_BLOCKS, survey};
use testkit::walk::{Knowledge, Site, Walk, address, compare, walk};

/// How many answer at once; the soak has as many in a hundred surveys.
const RESPONDENTS: u64 = 64;

/// Answers a survey as many respondents at once, while `meanwhile` goes on until they are through.
async fn together(
    server: &TestServer,
    id: &str,
    file: &[u8],
    meanwhile: impl Future<Output = ()>,
    over: &AtomicBool,
) -> Vec<Walk> {
    let site = Site::InProcess(server);
    let known = Knowledge::of(&serde_json::from_slice(file).unwrap());
    let walks = (0..RESPONDENTS).map(|seed| {
        let (site, known, address) = (&site, &known, address(id, seed, &known));
        async move { walk(site, &address, seed, known).await }
    });
    let all = async {
        let walks = join_all(walks).await;
        over.store(true, Ordering::Relaxed);
        walks
    };
    let (walks, ()) = tokio::join!(all, meanwhile);
    let walks: Result<Vec<Walk>, String> = walks.into_iter().collect();
    let walks = walks.unwrap();
    let cells = compare(&site, id, file, &walks).await.unwrap();
    assert!(cells > 0);
    walks
}

/// Back and forth keeps answers and nothing else (which each walk holds page by page), and what is exported is what stands
/// on the way that counts: a question that was left behind has no value (in survey 114 answers changed after going back leave
/// some behind).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn respondents_who_answer_at_once_do_not_meet() {
    let mut backs = 0;
    for seed in [8, 114] {
        let server = TestServer::start().await;
        let file = testkit::walk::with_way_back(&survey(seed, MOST_BLOCKS).file);
        let id = server.import_survey("Together", &file).await;
        let walks = together(&server, &id, &file, async {}, &AtomicBool::new(false)).await;
        backs += walks.iter().map(|walk| walk.backs).sum::<usize>();
    }
    assert!(backs > 20, "{backs}");
}

/// Whoever has begun goes on by the version that they began with, whatever an author does meanwhile: texts and the order of the
/// questions change, and a page that is loaded again, or gone back to, is still the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_change_nobodys_way_who_has_begun() {
    let server = TestServer::start().await;
    let file = testkit::walk::with_way_back(&survey(8, MOST_BLOCKS).file);
    let id = server.import_survey("Edited", &file).await;
    let over = Arc::new(AtomicBool::new(false));
    let path = format!("/survey-definitions/{id}");
    let before: Value = server.get(&path).send().await.result();
    let names = |part: &str| before[part].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (questions, blocks) = (names("Questions"), names("Blocks"));
    let edit = async |number: usize| {
        for question in &questions {
            let path = format!("{path}/questions/{question}");
            let mut payload: Value = server.get(&path).send().await.result();
            payload["QuestionText"] = json!(format!("Edited {number}"));
            server.put(&path).json(&payload).send().await.result();
        }
        for block in &blocks {
            let path = format!("{path}/blocks/{block}");
            let mut block: Value = server.get(&path).send().await.result();
            // The pages are laid out anew: the order of a block's questions turns round.
            if let Some(elements) = block["BlockElements"].as_array_mut() {
                elements.reverse();
                server.put(&path).json(&block).send().await.result();
            }
        }
        let version = json!({ "Description": format!("Edited {number}"), "Published": true });
        server.post(&format!("{path}/versions")).json(&version).send().await.result();
    };
    let edits = async {
        let mut number = 0;
        // Columns are in the order of the latest version: it is turned round an even number of times.
        while !over.load(Ordering::Relaxed) || number % 2 == 1 {
            number += 1;
            edit(number).await;
            tokio::task::yield_now().await;
        }
        assert!(number > 0);
    };
    let walks = together(&server, &id, &file, edits, &over).await;
    assert_eq!(walks.len(), RESPONDENTS as usize);
    let definition: Value = server.get(&format!("/survey-definitions/{id}")).send().await.result();
    assert!(definition["Questions"]["QID1"]["QuestionText"].as_str().unwrap().starts_with("Edited"));
}

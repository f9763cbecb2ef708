//! Ids of another brand, wherever an id can stand: they are answered exactly as ids that nothing has, and nothing is changed
//! in either brand.

use testkit::example::{At, Slot};
use testkit::fixtures::{Holder, Kind};

use super::*;

#[tokio::test]
async fn an_id_of_another_brand_is_answered_as_one_that_nothing_has() {
    let server = TestServer::start().await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for told in &server.served {
        for (slot, kind) in places(told) {
            tried += 1;
            wrong.extend(check(&server, told, &slot, kind).await);
        }
    }
    println!("{tried} places of ids");
    assert!(tried > 0 && wrong.is_empty(), "{wrong:#?}");
}

/// Every place of an operation where the id of something can stand that belongs to a brand.
pub(super) fn places(told: &Description) -> Vec<(Slot, &'static Kind)> {
    let slots = Request::example(told).slots().into_iter();
    let kinds = |slot: Slot| slot.kinds().into_iter().map(move |kind| (slot.clone(), kind));
    slots.flat_map(kinds).filter(|(_, kind)| kind.holder != Holder::Everybody).collect()
}

/// Asks with another brand's id in one place, and with an id of nothing; what differs, or is done.
pub(super) async fn check(
    server: &TestServer,
    told: &Description,
    slot: &Slot,
    kind: &'static Kind,
) -> Option<String> {
    let theirs = Fixtures::theirs(server).id(kind).await;
    let request = Request::example(told).about(&mut Fixtures::ours(server)).await;
    let before = server.dump().await;
    let mut answers = Vec::new();
    for id in [theirs.as_str(), kind.nothing] {
        let answer = request.clone().set(&slot.at, id.into()).ask(server).token(ADMINISTRATOR).send().await;
        answers.push((answer.status, meaning(&answer, id)));
    }
    let what = format!("{} with another brand's {} as {}", told.operation.id, kind.noun, slot.name());
    if server.dump().await != before {
        return Some(format!("{what} changes something"));
    }
    if answers[0] != answers[1] {
        return Some(format!("{what} tells it from one that is not there: {answers:?}"));
    }
    let status = answers[0].0;
    let right = match &slot.at {
        At::Parameter(contract::Place::Path, _) => status == kind.missing.status,
        // A filter by it finds nothing.
        _ => (400..500).contains(&status) || (told.operation.effect() == Effect::Read && status < 300),
    };
    (!right).then(|| format!("{what} is answered {:?}", answers[0]))
}

/// What an answer says, but for the id and what is another one with every request.
fn meaning(answer: &Answer, id: &str) -> String {
    let mut json = answer.json();
    if let Some(meta) = json["meta"].as_object_mut() {
        meta.remove("requestId");
    }
    json.to_string().replace(id, "ID")
}

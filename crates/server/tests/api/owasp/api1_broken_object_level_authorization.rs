//! API1:2023 Broken Object Level Authorization.
//!
//! Elsewhere: every operation in every role (`authorization/matrix.rs`), ids of another brand in every place
//! (`authorization/foreign.rs`), what reading shows of another brand (`tenancy.rs`), forms of another survey (`sessions.rs`).
//! Here: ids that exist and do not belong together, ids near one that is known, other spellings of an id, and the session of
//! a respondent.

use contract::{Description, Place, catalogue};
use testkit::example::{At, Slot};
use testkit::fixtures::Holder;
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Fixtures, Request};

use super::*;
use crate::samples::Respondent;

/// The ids in the path of an operation, from the outside in.
fn path_ids(told: &'static Description) -> Vec<Slot> {
    let mut slots = Request::example(told).slots();
    slots.retain(|slot| matches!(slot.at, At::Parameter(Place::Path, _)) && !slot.kinds().is_empty());
    slots
}

/// `/surveys/A/responses/B` where B is a response to another survey of the same brand: it is not there, and stays as it is.
#[tokio::test]
async fn a_thing_is_found_below_its_own_parent_alone() {
    let server = TestServer::start().await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for told in catalogue() {
        let ids = path_ids(told);
        let [outer, .., inner] = ids.as_slice() else { continue };
        // All of a brand's certificates are below the one organization that it can name.
        if outer.kinds().first().is_some_and(|kind| kind.noun == "organization") {
            continue;
        }
        let (Some(kind), At::Parameter(..)) = (inner.kinds().first().copied(), &inner.at) else { continue };
        // Questions and flow elements are numbered in each survey anew: another's id is one's own too.
        if kind.holder == Holder::Everybody {
            continue;
        }
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        let others = Fixtures::ours(&server).id(kind).await;
        let before = server.dump().await;
        let mut answers = Vec::new();
        for id in [others.as_str(), kind.nothing] {
            let sent = request.clone().set(&inner.at, id.into());
            let answer = sent.ask(&server).token(ADMINISTRATOR).send().await;
            answers.push((answer.status, face(&answer).2.replace(id, "ID")));
        }
        tried += 1;
        // Putting a user into a group is the one case in which the two need not belong together before.
        let joins = answers[0].0 < 300 && told.operation.id == "addUserToGroup";
        let id = told.operation.id;
        if !joins && (answers[0] != answers[1] || answers[0].0 != kind.missing.status) {
            wrong.push(format!("{id} takes another's {}: {answers:?}", kind.noun));
        }
        if !joins && server.dump().await != before {
            wrong.push(format!("{id} changes another's {}", kind.noun));
        }
    }
    assert!(tried >= 5 && wrong.is_empty(), "{tried}: {wrong:#?}");
}

/// Whoever has one id learns nothing of the next: ids made one after the other share no more than the moment.
#[tokio::test]
async fn ids_cannot_be_counted_on_from_one_that_is_known() {
    let server = TestServer::start().await;
    let survey = survey(&server).await;
    let mut ids = Vec::new();
    for number in 0..50 {
        let values = json!({ "QID1": 10, "QID3_TEXT": number.to_string() });
        ids.push(samples::record(&server, &survey, values).await);
    }
    let distinct: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(distinct.len(), ids.len());
    for pair in ids.windows(2) {
        let same = pair[0].bytes().zip(pair[1].bytes()).rev().take_while(|(one, other)| one == other).count();
        assert!(same < 4, "the ends of {pair:?} are alike");
    }
    // The neighbours of an id, as a program that counts would try them.
    let known = &ids[25];
    let (head, last) = known.split_at(known.len() - 1);
    let neighbours = ('0'..='9').chain('A'..='Z').chain('a'..='z').map(|next| format!("{head}{next}"));
    for neighbour in neighbours.filter(|id| !id.ends_with(last)) {
        let answer = server.get(&format!("/surveys/{survey}/responses/{neighbour}")).send().await;
        assert_eq!(answer.status, 404, "{neighbour} is there beside {known}");
    }
}

/// An id is its spelling, byte by byte: neither another case nor what is around it names the same thing.
#[tokio::test]
async fn an_id_in_another_spelling_is_nothings() {
    let server = TestServer::start().await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for told in catalogue() {
        for slot in path_ids(told) {
            let mut ours = Fixtures::ours(&server);
            let id = ours.id(slot.kinds()[0]).await;
            let request = Request::example(told).about(&mut ours).await;
            let before = server.dump().await;
            let other_case: String = id
                .chars()
                .map(|letter| {
                    if letter.is_lowercase() {
                        letter.to_ascii_uppercase()
                    } else {
                        letter.to_ascii_lowercase()
                    }
                })
                .collect();
            for spelling in [
                other_case,
                format!("{id} "),
                format!(" {id}"),
                format!("{id}\u{0}"),
                format!("{id}%"),
                format!("{id}'--"),
                format!("{id}/../{id}"),
                format!("{id},{id}"),
                format!("{id};"),
                id[..id.len() - 1].to_owned(),
                format!("{id}0"),
            ] {
                // An id without letters has one case.
                if spelling == id {
                    continue;
                }
                let sent = request.clone().set(&slot.at, spelling.clone().into());
                let answer = sent.ask(&server).token(ADMINISTRATOR).send().await;
                tried += 1;
                if answer.status != 404 {
                    wrong.push(format!(
                        "{} takes {spelling:?} for {id}: {}",
                        told.operation.id, answer.status
                    ));
                }
            }
            if server.dump().await != before {
                wrong.push(format!("{} changed something", told.operation.id));
            }
        }
    }
    assert!(tried > 100 && wrong.is_empty(), "{wrong:#?}");
}

/// What a list is told to begin behind is no way to look into another brand.
#[tokio::test]
async fn a_list_goes_on_behind_another_brands_thing_with_ones_own_alone() {
    let server = TestServer::start().await;
    let mut theirs = Fixtures::theirs(&server);
    for kind in testkit::fixtures::kinds() {
        theirs.id(kind).await;
    }
    let mut tried = 0;
    for told in catalogue().iter().filter(|told| told.is_list()) {
        let Some(token) = told.placed(Place::Query).find(|parameter| parameter.name == "skipToken") else {
            continue;
        };
        let at = At::Parameter(Place::Query, token.name.clone());
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        for id in theirs.made().values() {
            let answer =
                request.clone().set(&at, id.as_str().into()).ask(&server).token(ADMINISTRATOR).send().await;
            tried += 1;
            // A token of another kind means nothing; of the right kind it is a place in one's own list.
            assert!(matches!(answer.status, 200 | 400), "{}: {}", told.operation.id, answer.text());
            let shown = answer.text().replace(id.as_str(), "");
            assert!(!shown.contains("globex"), "{} behind {id}: {shown}", told.operation.id);
        }
    }
    assert!(tried > 10, "{tried}");
}

/// A respondent has no account; what a session holds is found by what its form brings alone.
#[tokio::test]
async fn a_respondents_session_is_found_by_its_own_address_alone() {
    let server = TestServer::start().await;
    let (survey, other) = (survey(&server).await, survey(&server).await);
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "3"), ("QID1_3_TEXT", "MyVeryOwnAnswer"), ("QID2", "2")]).await;
    let own = respondent.address.clone();
    assert!(own.contains(&survey), "{own}");
    let (head, mark) = own.rsplit_once(['=', '/']).unwrap();
    let turned: String = mark.chars().rev().collect();
    let flipped = format!("{}{}", &mark[..mark.len() - 1], if mark.ends_with('0') { '1' } else { '0' });
    let mut tried = 0;
    for mark in [turned.as_str(), &flipped, &mark[..mark.len() - 1], &mark.to_lowercase(), "", "0"] {
        for address in [format!("{}{mark}", &own[..=head.len()]), own.replace(&survey, &other)] {
            if address == own {
                continue;
            }
            for token in [None, Some(ADMINISTRATOR), Some(STRANGER)] {
                let ask = server.ask(http::Method::GET, &address);
                let answer = match token {
                    Some(token) => ask.token(token).send().await,
                    None => ask.send().await,
                };
                tried += 1;
                assert!(!answer.text().contains("MyVeryOwnAnswer"), "{address}: {}", answer.text());
                assert!(answer.status < 500, "{address}: {}", answer.status);
            }
        }
    }
    assert!(tried > 20);
    respondent.back(&[]).await;
    assert!(respondent.page.contains("MyVeryOwnAnswer"), "it was there all the time: {}", respondent.page);
}

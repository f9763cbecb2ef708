//! Respondents' sessions: when they begin, what becomes of pages that come twice, late or from two windows, and how they
//! end, whatever happens in between.

use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use crate::samples::{self, Respondent, server_with};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const FIRST: [(&str, &str); 2] = [("QID1", "1"), ("QID2", "2")];

/// The `values` of every response of the survey.
async fn responses(server: &TestServer, survey: &str) -> Vec<Value> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["values"].take()).collect()
}

/// How many sessions there are.
async fn sessions(server: &TestServer) -> usize {
    server.dump().await.iter().filter(|row| row.starts_with("session: ")).count()
}

async fn activate(server: &TestServer, survey: &str, active: bool) {
    let changed = server.put(&format!("/surveys/{survey}")).json(&json!({ "isActive": active })).send().await;
    assert_eq!(changed.status, 200);
}

/// Shows that the page is one that asks for nothing and says this.
fn says(page: &str, words: &str) {
    assert!(page.contains(words) && !page.contains("<form"), "{page}");
}

#[tokio::test]
async fn looking_at_a_first_page_writes_nothing() {
    let (server, survey) = server_with(json!({})).await;
    let before = server.dump().await;
    let mut respondent = Respondent::open(&server, &survey, "?branch=North").await;
    for _ in 0..20 {
        Respondent::open(&server, &survey, "").await;
    }
    assert_eq!(server.dump().await, before);
    respondent.next(&FIRST).await;
    assert_eq!(sessions(&server).await, 1, "who sends something has a session");
    respondent.next(&[]).await;
    assert_eq!(responses(&server, &survey).await[0]["branch"], "North", "what the link brought is there");
    let jobs = server.dump().await.into_iter().filter(|row| row.starts_with("job: "));
    assert_eq!(jobs.filter(|row| row.contains("session")).count(), 0, "no job waits for a session");
}

#[tokio::test]
async fn what_is_sent_is_answered_by_where_to_look() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    let sent = respondent.post("next", &FIRST).await;
    assert_eq!(sent.status, 303);
    let address = sent.header("location").to_owned();
    let name = address.strip_prefix(&format!("/jfe/form/{survey}/FS_")).unwrap();
    assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    assert_eq!(sent.header("cache-control"), "no-store");

    // Going back to it, or loading it again, sends nothing.
    respondent.next(&FIRST).await;
    assert_eq!(respondent.address, address);
    let before = server.dump().await;
    for _ in 0..2 {
        let page = respondent.reload().await;
        assert_eq!(page.status, 200);
        assert!(respondent.page.contains("Why?"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "no page elsewhere learns the address");
    }
    assert_eq!(server.dump().await, before);
    respondent.next(&[]).await;
    assert_eq!(respondent.address, address);
    assert_eq!(respondent.reload().await.status, 200);
    says(&respondent.page, "Thank you");
    // Its name is good for its own survey only.
    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let elsewhere = server.ask(Method::GET, &address.replace(&survey, &other)).send().await;
    assert_eq!(elsewhere.status, 410);
}

#[tokio::test]
async fn a_form_of_another_survey_or_a_changed_one_is_not_taken() {
    let (server, survey) = server_with(json!({})).await;
    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let respondent = Respondent::open(&server, &survey, "").await;
    let mut stranger = Respondent::open(&server, &other, "").await;
    stranger.token = respondent.token.clone();
    assert_eq!(stranger.post("next", &FIRST).await.status, 410);
    stranger.token = respondent.token.replacen(|letter: char| letter.is_ascii_digit(), "x", 1);
    assert_eq!(stranger.post("next", &FIRST).await.status, 410);
    // A first page that was left open for longer than the survey keeps answers.
    server.advance(7 * DAY_MS);
    assert_eq!(respondent.post("next", &FIRST).await.status, 410);
    assert_eq!(sessions(&server).await, 0);
}

#[tokio::test]
async fn a_page_that_comes_twice_counts_once() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    // A double click: both are on their way at once.
    let twice = join_all([respondent.post("next", &FIRST), respondent.post("next", &FIRST)]).await;
    assert_eq!(twice[0].status, 303);
    assert_eq!(twice[0].header("location"), twice[1].header("location"));
    assert_eq!(sessions(&server).await, 1);
    respondent.next(&FIRST).await;
    assert!(respondent.page.contains("Why?"), "the first page came three times, and the second comes once");
    let last = join_all((0..5).map(|_| respondent.post("next", &[("QID3_TEXT", "because")]))).await;
    assert_eq!(last.iter().map(|answer| answer.status).collect::<Vec<_>>(), [303; 5]);
    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded.len(), 1);
    assert_eq!((&recorded[0]["QID1"], &recorded[0]["QID3_TEXT"]), (&json!(10), &json!("because")));
}

#[tokio::test]
async fn a_page_of_before_is_taken_as_the_page_it_is() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    let first = respondent.clone();
    respondent.next(&FIRST).await;
    // Sent on with a requirement unmet, so that the second page is still at hand with what was typed.
    respondent.back(&[("QID3_TEXT", "typed"), ("QID4_1", "2")]).await;
    respondent.next(&FIRST).await;
    assert!(respondent.page.contains("typed"));

    // Another window still has the first page. What it sends is an answer to that page, not to the one at hand.
    let mut other = first.clone();
    other.next(&[("QID1", "2"), ("QID2", "1"), ("QID3_TEXT", "not asked there")]).await;
    assert!(other.page.contains("typed") && !other.page.contains("not asked there"), "{}", other.page);
    // The first window's page is on the way again and ends the survey.
    respondent.next(&[("QID3_TEXT", "typed"), ("QID4_1", "2")]).await;
    says(&respondent.page, "Thank you");
    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0]["QID1"], 20, "the last that was said of the page counts");
    assert_eq!((&recorded[0]["QID3_TEXT"], &recorded[0]["QID4_1"]), (&json!("typed"), &json!(2)));

    // Whatever comes after the end changes nothing, not even the very first page.
    for mut late in [first, other] {
        late.next(&[("QID1", "3"), ("QID2", "3"), ("QID3_TEXT", "late")]).await;
        says(&late.page, "Thank you");
    }
    assert_eq!(responses(&server, &survey).await, recorded);
    assert_eq!(sessions(&server).await, 1);
}

#[tokio::test]
async fn the_time_of_a_session_counts_from_its_last_page() {
    let (server, survey) = server_with(json!({ "PartialData": "+1 hour" })).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    server.advance(HOUR_MS - 600_000);
    respondent.next(&FIRST).await;
    for _ in 0..3 {
        server.advance(HOUR_MS - 600_000);
        server.run_jobs().await;
        respondent.back(&[]).await;
        respondent.next(&FIRST).await;
        assert!(respondent.page.contains("Why?"), "{}", respondent.page);
    }
    respondent.next(&[]).await;
    let recorded = responses(&server, &survey).await;
    assert_eq!((recorded.len(), &recorded[0]["finished"]), (1, &json!(1)));

    let (server, survey) =
        server_with(json!({ "PartialData": "+1 hour", "PartialDataCloseAfter": "SurveyStart" })).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    server.advance(HOUR_MS - 600_000);
    respondent.next(&FIRST).await;
    server.advance(1_200_000);
    server.run_jobs().await;
    let recorded = responses(&server, &survey).await;
    assert_eq!((recorded.len(), &recorded[0]["finished"]), (1, &json!(0)));
    assert_eq!(respondent.next(&[]).await.status, 410);
}

#[tokio::test]
async fn a_closed_survey_ends_its_sessions_and_keeps_what_was_answered_before() {
    let (server, survey) = server_with(json!({})).await;
    let mut answered = Respondent::open(&server, &survey, "").await;
    answered.next(&FIRST).await;
    let mut looking = Respondent::open(&server, &survey, "").await;
    let mut ended = Respondent::open(&server, &survey, "").await;
    ended.next(&FIRST).await;
    ended.next(&[]).await;
    activate(&server, &survey, false).await;
    assert_eq!(answered.reload().await.status, 200);
    says(&answered.page, "This survey is closed");
    answered.next(&[("QID3_TEXT", "too late")]).await;
    says(&answered.page, "This survey is closed");
    looking.next(&FIRST).await;
    says(&looking.page, "This survey is closed");
    ended.reload().await;
    says(&ended.page, "Thank you");
    let recorded = responses(&server, &survey).await;
    let finished: Vec<_> = recorded.iter().map(|one| one["finished"].as_i64().unwrap()).collect();
    assert_eq!(finished.iter().sum::<i64>(), 1);
    assert_eq!(recorded.len(), 2, "what was answered before it was closed is kept");
    assert!(recorded.iter().all(|one| one.get("QID3_TEXT").is_none()));
    // A survey that is opened again does not take up what has ended.
    activate(&server, &survey, true).await;
    answered.next(&[("QID3_TEXT", "later still")]).await;
    says(&answered.page, "This survey is closed");
    server.advance(30 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(responses(&server, &survey).await.len(), 2);
    assert_eq!(sessions(&server).await, 0);
}

#[tokio::test]
async fn a_deleted_survey_records_nothing_more() {
    let (server, survey) = server_with(json!({})).await;
    let mut answered = Respondent::open(&server, &survey, "").await;
    answered.next(&FIRST).await;
    let looking = Respondent::open(&server, &survey, "").await;
    let counted =
        async || server.dump().await.into_iter().filter(|row| row.starts_with("response: ")).count();
    assert_eq!(server.delete(&format!("/surveys/{survey}")).send().await.status, 200);
    assert_eq!(answered.post("next", &[]).await.status, 404);
    assert_eq!(looking.post("next", &FIRST).await.status, 404);
    assert_eq!(answered.reload().await.status, 404);
    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    assert_eq!((counted().await, sessions(&server).await), (0, 0));
}

/// Whoever is told that the survey is done has a finished response; whoever is told to come late, what was answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_last_page_and_the_end_of_its_time_one_wins() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondents = Vec::new();
    for _ in 0..30 {
        let mut respondent = Respondent::open(&server, &survey, "").await;
        respondent.next(&FIRST).await;
        respondents.push(respondent);
    }
    // Their time ends while they send.
    server.advance(7 * DAY_MS - 60_000);
    let closing = async {
        tokio::task::yield_now().await;
        server.advance(60_000);
        for _ in 0..20 {
            server.app.close_due_sessions().await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let sending = join_all(respondents.iter().map(|respondent| respondent.post("next", &[])));
    let (sent, ()) = tokio::join!(sending, closing);
    server.run_jobs().await;
    let done = sent.iter().filter(|answer| answer.status == 303).count();
    assert!(sent.iter().all(|answer| answer.status == 303 || answer.status == 410));
    let recorded = responses(&server, &survey).await;
    let finished = recorded.iter().filter(|one| one["finished"] == 1).count();
    assert_eq!((finished, recorded.len()), (done, 30));
}

/// 32 respondents at once, each with a window that sends everything twice: not one is told that something failed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_respondents_at_once_are_all_recorded_and_none_is_told_of_a_fault() {
    let (server, survey) = server_with(json!({})).await;
    let answer = async |number: usize| {
        let mut respondent = Respondent::open(&server, &survey, &format!("?branch=b{number}")).await;
        let mut other = respondent.clone();
        let (one, two) = tokio::join!(respondent.next(&FIRST), other.next(&FIRST));
        assert_eq!((one.status, two.status), (200, 200));
        let (one, two) =
            tokio::join!(respondent.next(&[("QID3_TEXT", "a")]), other.next(&[("QID3_TEXT", "a")]));
        assert_eq!((one.status, two.status), (200, 200));
        says(&respondent.page, "Thank you");
    };
    join_all((0..32).map(answer)).await;
    let mut branches: Vec<String> = responses(&server, &survey)
        .await
        .iter()
        .map(|one| one["branch"].as_str().unwrap().to_owned())
        .collect();
    branches.sort_unstable();
    let mut expected: Vec<String> = (0..32).map(|number| format!("b{number}")).collect();
    expected.sort_unstable();
    assert_eq!(branches, expected);
}

#[tokio::test]
async fn an_id_that_another_response_has_is_no_repetition() {
    let (server, survey) = server_with(json!({})).await;
    let mut other = Respondent::open(&server, &survey, "").await;
    other.next(&FIRST).await;
    other.next(&[("QID3_TEXT", "other")]).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&FIRST).await;
    let states = server.texts("SELECT state FROM session ORDER BY state").await;
    let state: Value = states
        .iter()
        .map(|state| serde_json::from_str(state).unwrap())
        .find(|state: &Value| state.get("open").is_some())
        .unwrap();
    let id = state["open"]["response"].as_str().unwrap();
    assert_eq!(server.execute("UPDATE response SET rid = $1", &[id.into()]).await, 1);
    respondent.next(&[("QID3_TEXT", "own")]).await;
    says(&respondent.page, "Thank you");
    let mut texts: Vec<_> =
        responses(&server, &survey).await.iter().map(|one| one["QID3_TEXT"].to_string()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["\"other\"", "\"own\""]);
    // Sending it once more is one: the session knows.
    respondent.next(&[("QID3_TEXT", "own")]).await;
    assert_eq!(responses(&server, &survey).await.len(), 2);
}

/// A session as version 0.2.0 kept it: on the second page of the sample, or ended there.
fn former(server: &TestServer, ended: bool) -> String {
    let now = server.app.now().0;
    let end = json!({ "redirect": null, "flag": "", "recorded": true, "anonymous": false });
    let visit =
        |step: usize, shown: &[&str]| json!({ "step": step, "from": 0, "shown": shown, "asked": false });
    let run = json!({
        "seed": 7, "started_ms": now - 60_000, "page_ms": now - 30_000, "language": "EN",
        "embedded": { "branch": "South" },
        "answers": { "QID1": ["1"], "QID2": ["2"] },
        "visits": [visit(1, &["QID1", "QID2"]), visit(2, &["QID3", "QID4", "QID5"])],
        "problems": [],
        "end": if ended { end } else { Value::Null },
    });
    json!({ "run": run, "address": "192.0.2.7" }).to_string()
}

/// Puts a session of version 0.2.0 into the store: 0.2.0 knew no time when it is due, and the upgrade gives it none.
async fn keep_former(server: &TestServer, survey: &str, name: &str, state: &str, changed_ms: i64) {
    let statement = "
        INSERT INTO session (id, survey_no, brand, state, definition, due_ms, version, created_ms, changed_ms)
        SELECT $1, no, brand, $2, 1, 0, 3, $3, $3 FROM survey WHERE id = $4";
    let params = [name.into(), state.into(), changed_ms.into(), survey.into()];
    assert_eq!(server.execute(statement, &params).await, 1);
}

#[tokio::test]
async fn a_session_that_ended_before_a_crash_is_recorded_as_finished() {
    let (server, survey) = server_with(json!({})).await;
    let name = format!("FS_{}", "7".repeat(32));
    let (state, ended) = (former(&server, true), server.app.now().0 - 5000);
    keep_former(&server, &survey, &name, &state, ended).await;
    server.run_jobs().await;
    let recorded = responses(&server, &survey).await;
    let expected = json!({ "finished": 1, "progress": 100, "duration": 55, "QID1": 10, "branch": "South" });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&recorded[0][name], value, "{name}");
    }
    assert_eq!((recorded.len(), &recorded[0]["ipAddress"]), (1, &json!("192.0.2.7")));

    // Most of them were recorded before they were found, some as an unfinished response that came first.
    let again = "UPDATE session SET state = $1, due_ms = 0";
    for unfinish in ["UPDATE response SET flags = flags", "UPDATE response SET flags = flags - 1"] {
        server.execute(unfinish, &[]).await;
        server.execute(again, &[state.as_str().into()]).await;
        server.run_jobs().await;
        let repeated = responses(&server, &survey).await;
        assert_eq!(repeated.len(), 1);
        assert_eq!((&repeated[0]["finished"], &repeated[0]["QID1"]), (&json!(1), &json!(10)));
    }
    let shown = server.ask(Method::GET, &format!("/jfe/form/{survey}/{name}")).send().await;
    says(&shown.text(), "Thank you");
    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    assert_eq!((responses(&server, &survey).await.len(), sessions(&server).await), (1, 0));
}

#[tokio::test]
async fn a_session_of_version_0_2_goes_on_and_is_closed_in_its_time() {
    let (server, survey) = server_with(json!({})).await;
    let name = |number: usize| format!("FS_{}", number.to_string().repeat(32));
    let now = server.app.now().0;
    for number in 1..=3 {
        keep_former(&server, &survey, &name(number), &former(&server, false), now).await;
    }
    keep_former(&server, &survey, &name(4), &former(&server, true), now).await;
    server.run_jobs().await;
    assert_eq!(responses(&server, &survey).await.len(), 1, "the ended one; the others are not due");
    // The page that is still open in a browser is sent as it was.
    for number in [1, 4] {
        let form = format!("~token={}&~page=1.2.0&direction=next&QID3_TEXT=because", name(number));
        let post = server.ask(Method::POST, &format!("/jfe/form/{survey}"));
        let sent = post.bytes("application/x-www-form-urlencoded", form).send().await;
        assert_eq!((sent.status, sent.header("location").ends_with(&name(number))), (303, true));
    }
    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    let mut finished: Vec<_> =
        responses(&server, &survey).await.iter().map(|one| one["finished"].as_i64().unwrap()).collect();
    finished.sort_unstable();
    assert_eq!(finished, [0, 0, 1, 1]);
    assert_eq!(sessions(&server).await, 0);
}

//! Survey pages within pages of other sites.

use http::Method;
use serde_json::json;

use crate::samples::{Browser, Respondent, server_with};

/// One pair of headers, whatever is answered: a page that says that something is wrong is to be seen where the survey is.
#[tokio::test]
async fn every_answer_of_a_survey_may_be_framed_and_says_so_in_one_way() {
    let (server, survey) = server_with(json!({})).await;
    let path = format!("/jfe/form/{survey}");
    let respondent = Respondent::open(&server, &survey, "").await;
    let invalid = respondent.post("next", &[]).await;
    let next = respondent.post("next", &[("QID1", "1")]).await;
    let large =
        server.ask(Method::POST, &path).bytes("application/x-www-form-urlencoded", vec![b'a'; 3 << 20]);
    let answers = [
        server.ask(Method::GET, &path).send().await,
        server.ask(Method::HEAD, &path).send().await,
        invalid,
        next,
        server.ask(Method::GET, "/jfe/form/SV_aaaaaaaaaaaaaaa").send().await,
        server.ask(Method::GET, "/jfe/form/nonsense").send().await,
        server.ask(Method::GET, &format!("{path}/FS_gone")).send().await,
        server.ask(Method::DELETE, &path).send().await,
        large.send().await,
    ];
    let statuses = answers.each_ref().map(|answer| answer.status);
    assert_eq!(statuses, [200, 200, 303, 303, 404, 404, 410, 405, 413]);
    for answer in &answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors *") && policy.contains("form-action 'self'"), "{policy}");
        assert!(!answer.headers.contains_key("x-frame-options"), "{}", answer.status);
    }
}

/// Within another site's page browsers send no such cookie, so nobody's session can be clicked on.
#[tokio::test]
async fn what_a_browser_keeps_stays_out_of_other_sites_pages() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent =
        Respondent::open_in(&Browser::new(&server), &format!("/jfe/form/{survey}"), "").await;
    let page = respondent.next(&[("QID1", "1")]).await;
    assert!(page.header("set-cookie").contains("; SameSite=Lax"), "{}", page.header("set-cookie"));
}

//! What respondents type and links bring arrives whole, or as much of it as there is room for.

use serde_json::json;

use super::recorded;
use crate::samples::{Respondent, server_with};

#[tokio::test]
async fn line_ends_of_every_kind_and_bytes_that_are_no_text_are_recorded() {
    let (server, survey) = server_with(json!({})).await;
    let long = "x".repeat(1_001);
    let others: String = (0..100).map(|number| format!("&f{number}=1")).collect();
    let query = format!("?long={long}{others}&branch=a%0Db%E9");
    let mut respondent = Respondent::open(&server, &survey, &query).await;
    respondent.next(&[("QID1", "1")]).await;
    let sent = respondent.post_raw("next", "&QID3_TEXT=one%0Dtwo%0D%0Athree+caf%E9+100%").await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let values = &recorded(&server, &survey).await[0];
    assert_eq!(values["QID3_TEXT"], "one\ntwo\nthree caf\u{fffd} 100%");
    assert_eq!(values["branch"], "a\nb\u{fffd}");
}

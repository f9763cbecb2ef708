//! What stands around the questions: what search engines are told, and names of questions.

use http::Method;
use serde_json::json;

use crate::samples::{Respondent, server_with};

#[tokio::test]
async fn search_engines_may_list_the_first_page_where_the_author_lets_them() {
    for (no_index, is_listed) in [("No", true), ("Yes", false)] {
        let options = json!({ "NoIndex": no_index, "SurveyMetaDescription": "About \"it\"" });
        let (server, survey) = server_with(options).await;
        let first = server.ask(Method::GET, &format!("/jfe/form/{survey}")).send().await;
        assert_eq!(first.headers.get("x-robots-tag").is_none(), is_listed, "{no_index}");
        assert_eq!(!first.text().contains("noindex"), is_listed, "{no_index}");
        assert!(first.text().contains("<meta name=\"description\" content=\"About &quot;it&quot;\">"));
        // The pages of a session are one respondent's alone.
        let mut respondent = Respondent::open(&server, &survey, "").await;
        respondent.next(&[("QID1", "1")]).await;
        let second = server.ask(Method::GET, &respondent.address).send().await;
        assert_eq!(second.header("x-robots-tag"), "noindex");
        assert!(second.text().contains("Why?") && second.text().contains("noindex"));
    }
}

#[tokio::test]
async fn names_of_questions_are_shown_where_the_author_asks_for_them() {
    for (shows, is_shown) in [("true", true), ("false", false)] {
        let (server, survey) = server_with(json!({ "ShowExportTags": shows })).await;
        let respondent = Respondent::open(&server, &survey, "").await;
        assert_eq!(
            respondent.page.contains("<span class=\"tag\">Q1</span>"),
            is_shown,
            "{}",
            respondent.page
        );
    }
}

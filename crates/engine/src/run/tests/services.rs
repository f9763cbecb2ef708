//! Web services in the flow: what is sent, and what their answers set.

use model::survey::{WebBody, WebService};

use super::*;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn service() -> WebService {
    WebService {
        url: "https://x.example/at/${q://QID1/ChoiceTextEntryValue}?a=b#c".into(),
        method: "POST".into(),
        parameters: pairs(&[("q r", "${q://QID1/ChoiceTextEntryValue}")]),
        body: WebBody::Pairs(pairs(&[("n", "5"), ("t", "${q://QID1/ChoiceTextEntryValue}")])),
        content_type: String::new(),
        keeps_types: false,
        headers: pairs(&[("X-Key", "k ${q://QID1/ChoiceTextEntryValue}")]),
        fields: pairs(&[("Found", "a.b"), ("Kept", "no")]),
        is_asked: true,
    }
}

/// A survey that calls `service` between its two pages.
fn calling(service: WebService) -> Respondent {
    let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
    let call = FlowElement::WebService { flow: "FL_9".into(), service: Box::new(service) };
    let mut survey =
        survey(vec![text("QID1"), text("QID2")], blocks, vec![shows("BL_1"), call, shows("BL_2")]);
    survey.options.insert("BackButton".into(), json!("true"));
    Respondent::of(survey)
}

/// Sends the first page and gives what is asked, if anything is, without learning it.
fn asked(respondent: &Respondent, answer: &str) -> Option<Call> {
    let mut state = respondent.state.clone();
    let form = [("QID1_TEXT".to_owned(), answer.to_owned())];
    match submit(&respondent.survey, &mut state, &form, Direction::Next, 1_000) {
        SubmitOutcome::Asks(Ask::Call(call)) => Some(call),
        _ => None,
    }
}

#[test]
fn what_is_sent_has_its_piped_values_in_the_form_of_their_place() {
    let of = |service: WebService| asked(&calling(service), "ä & b").unwrap();
    let call = of(service());
    assert_eq!(call.address, "https://x.example/at/%C3%A4%20%26%20b?a=b&q%20r=%C3%A4%20%26%20b");
    assert_eq!(call.body, "n=5&t=%C3%A4%20%26%20b");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(call.headers, pairs(&[("X-Key", "k ä & b"), form]));
    assert_eq!(
        (call.method.as_str(), call.paths.as_slice()),
        ("POST", ["a.b".to_owned(), "no".to_owned()].as_slice())
    );

    let json = of(WebService { content_type: "application/json".into(), ..service() });
    assert_eq!(json.body, r#"{"n":"5","t":"ä & b"}"#);
    assert_eq!(json.headers[1].1, "application/json");
    assert_eq!(
        of(WebService { content_type: "application/json".into(), keeps_types: true, ..service() }).body,
        r#"{"n":5,"t":"ä & b"}"#
    );
    let own = of(WebService { headers: pairs(&[("content-type", "text/x")]), ..service() });
    assert_eq!(own.headers, pairs(&[("content-type", "text/x")]), "the author's own type stands alone");
    let get = of(WebService { method: "GET".into(), headers: Vec::new(), ..service() });
    assert!(get.body.is_empty() && get.headers.is_empty());
    assert!(of(WebService { is_asked: false, ..service() }).paths.is_empty());
}

/// What the author wrote is sent, and no answer changes what stands around it.
#[test]
fn a_body_that_is_a_text_is_sent_as_it_was_written() {
    let piped = "${q://QID1/ChoiceTextEntryValue}";
    for (kind, written, sent, said) in [
        ("text/plain", format!("say {piped}"), "say \"a\" <b> & c", "text/plain"),
        (
            "application/json",
            format!(r#"{{ "a": [1, "{piped}"] }}"#),
            r#"{ "a": [1, "\"a\" <b> & c"] }"#,
            "application/json",
        ),
        (
            "application/xml; charset=utf-8",
            format!("<a>{piped}</a>"),
            "<a>&quot;a&quot; &lt;b&gt; &amp; c</a>",
            "application/xml; charset=utf-8",
        ),
        ("", format!("x={piped}"), "x=%22a%22%20%3Cb%3E%20%26%20c", "application/x-www-form-urlencoded"),
    ] {
        let service = WebService {
            body: WebBody::Text(written),
            content_type: kind.into(),
            headers: Vec::new(),
            ..service()
        };
        let call = asked(&calling(service), "\"a\" <b> & c").unwrap();
        assert_eq!((call.body.as_str(), call.headers), (sent, pairs(&[("Content-Type", said)])), "{kind}");
    }
}

#[test]
fn what_cannot_be_called_is_passed_over() {
    for url in [
        "",
        "http://",
        "ftp://x.example/",
        "x.example",
        "https://x.example/a b",
        "${q://QID1/ChoiceTextEntryValue}",
    ] {
        let respondent = calling(WebService { url: url.into(), ..service() });
        assert_eq!(asked(&respondent, "https://y.example/"), None, "{url}");
    }
}

#[test]
fn an_answer_sets_its_fields_and_going_back_takes_them_back() {
    let mut respondent = calling(service());
    let call = asked(&respondent, "one").unwrap();
    assert!(respondent.state.known.hear(&call, Some(br#"{ "a": { "b": 7 } }"#)));
    respondent.state.embedded.insert("Kept".into(), "as it was".into());
    respondent.send(&[("QID1_TEXT", "one")]);
    assert_eq!(respondent.keys(), ["QID2"]);
    assert_eq!(
        (&*respondent.state.embedded["Found"], &*respondent.state.embedded["Kept"]),
        ("7", "as it was")
    );

    submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
    assert!(!respondent.state.embedded.contains_key("Found"));
    assert_eq!(asked(&respondent, "one"), None, "the same call is made once");
    let other = asked(&respondent, "two").unwrap();
    assert!(other.body.ends_with("t=two"), "another answer makes another call");
    respondent.state.known.hear(&other, None);
    respondent.send(&[("QID1_TEXT", "two")]);
    assert_eq!(respondent.keys(), ["QID2"], "a service that does not answer stops nobody");
    assert!(!respondent.state.embedded.contains_key("Found"));
}

#[test]
fn a_respondent_causes_so_many_calls_and_no_more() {
    let mut respondent = calling(service());
    for number in 0..model::limits::surveys::WEB_CALLS {
        let call = asked(&respondent, &number.to_string()).unwrap();
        respondent.state.known.hear(&call, None);
    }
    assert_eq!(asked(&respondent, "one more"), None);
    respondent.send(&[("QID1_TEXT", "one more")]);
    assert_eq!(respondent.keys(), ["QID2"]);
}

//! Who is let into a survey: what its head and its options say (api/surveys.md section 6.1).

use engine::run::is_web_address;
use model::survey::Survey;
use model::{Barred, Moment};
use store::surveys::SurveyRow;

/// What becomes of a browser that comes again after it answered the survey.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repeated {
    /// It is not let in.
    Refused(Option<String>),
    /// It is, and the response is marked.
    Marked,
}

/// Why the survey takes no answers, as its head says.
pub(super) fn closed(row: &SurveyRow, now: Moment) -> Option<Barred> {
    if !row.active {
        return Some(Barred::Closed);
    }
    if row.starts.is_some_and(|start| now < start) {
        return Some(Barred::NotOpenYet);
    }
    row.ends.is_some_and(|end| end <= now).then_some(Barred::Over)
}

/// Whether nobody without an invitation is let in.
pub(super) fn is_by_invitation(survey: &Survey) -> bool {
    survey.option("SurveyProtection").as_deref() == Some("ByInvitation")
}

/// What becomes of a browser that has answered the survey before; `None` where it may do so again.
pub(super) fn repeated(survey: &Survey) -> Option<Repeated> {
    // The name of some years ago has the same meaning.
    if !survey.is_on("BallotBoxStuffingPrevention") && !survey.is_on("BallotBoxStuffing") {
        return None;
    }
    let text = |name: &str| survey.option(name).unwrap_or_default();
    Some(match text("BallotBoxStuffingPreventionBehavior").as_str() {
        "Continue" => Repeated::Marked,
        "Redirect" => {
            Repeated::Refused(Some(text("BallotBoxStuffingPreventionURL")).filter(|url| is_web_address(url)))
        }
        // A message of the author's own stands in a library, which is not kept: the usual one is told.
        _ => Repeated::Refused(None),
    })
}

/// Whether the survey asks for a password.
pub(super) fn asks_password(survey: &Survey) -> bool {
    survey.is_on("PasswordProtection")
        || survey.option("SurveyProtection").as_deref() == Some("PasswordProtected")
}

/// Whether this is the survey's password. It takes as long whatever they have in common.
pub(super) fn is_password(survey: &Survey, given: &str) -> bool {
    // Hashes of blake3 are compared in constant time.
    blake3::hash(survey.option("Password").unwrap_or_default().as_bytes()) == blake3::hash(given.as_bytes())
}

/// Whether somebody may come from this page. Browsers tell other sites no more of it than its origin, so that is compared, and
/// the rest where they tell it. A survey that names no page lets all in.
pub(super) fn may_come_from(survey: &Survey, referrer: &str) -> bool {
    if !survey.is_on("RefererCheck") {
        return true;
    }
    let wanted = survey.option("RefererURL").unwrap_or_default();
    let (host, path) = host_and_path(&wanted);
    if host.is_empty() {
        return true;
    }
    let (from, page) = host_and_path(referrer);
    from == host && (page.is_empty() || page.strip_prefix(path).is_some_and(|rest| is_below(path, rest)))
}

/// Whether what follows the path that is wanted leads on from it, and is not the rest of another name.
fn is_below(path: &str, rest: &str) -> bool {
    let ends = path.is_empty() || path.ends_with(['/', '?', '#', '&', '=']);
    ends || rest.is_empty()
        || rest.starts_with(['/', '?', '#'])
        || (path.contains('?') && rest.starts_with('&'))
}

/// The host (with its port) in small letters, and what follows its first slash.
fn host_and_path(address: &str) -> (String, &str) {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (host.to_ascii_lowercase(), path)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn survey(options: Value) -> Survey {
        let elements = json!([
            { "Element": "BL", "Payload": [] },
            { "Element": "FL", "Payload": { "Type": "Root", "FlowID": "FL_1", "Flow": [] } },
            { "Element": "SO", "Payload": options },
        ]);
        let file = json!({ "SurveyEntry": { "SurveyName": "A" }, "SurveyElements": elements });
        formats::qsf::survey(&formats::qsf::read(file.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn a_page_that_leads_to_the_survey_is_known_by_what_browsers_tell_of_it() {
        let of = |url: &str| survey(json!({ "RefererCheck": "Yes", "RefererURL": url }));
        let own = of("https://Intranet.example/surveys/");
        for (referrer, comes) in [
            ("https://intranet.example/", true),
            ("https://intranet.example", true),
            ("https://intranet.example/surveys/2024?a=1", true),
            ("https://intranet.example/other", false),
            ("https://intranet.example.evil.example/surveys/", false),
            ("https://evil.example/intranet.example/surveys/", false),
            ("", false),
        ] {
            assert_eq!(may_come_from(&own, referrer), comes, "{referrer}");
        }
        let path = of("https://ok.example/path");
        for (page, comes) in [
            ("", true),
            ("/a", true),
            ("?a=1", true),
            ("#a", true),
            (".evil", false),
            ("way", false),
            ("-2/a", false),
        ] {
            assert_eq!(may_come_from(&path, &format!("https://ok.example/path{page}")), comes, "{page}");
        }
        assert!(may_come_from(&of("http://"), ""), "no page is named");
        assert!(may_come_from(
            &survey(json!({ "RefererCheck": "No", "RefererURL": "https://a.example" })),
            ""
        ));
    }

    #[test]
    fn what_becomes_of_those_who_come_again_is_the_authors_choice() {
        let of = |behavior: &str, url: &str| {
            repeated(&survey(json!({
                "BallotBoxStuffingPrevention": "true", "BallotBoxStuffingPreventionBehavior": behavior,
                "BallotBoxStuffingPreventionURL": url,
            })))
        };
        assert_eq!(of("Continue", ""), Some(Repeated::Marked));
        assert_eq!(of("", ""), Some(Repeated::Refused(None)));
        let address = "https://example.org/bye";
        assert_eq!(of("Redirect", address), Some(Repeated::Refused(Some(address.to_owned()))));
        assert_eq!(of("Redirect", "javascript:alert(1)"), Some(Repeated::Refused(None)));
        assert_eq!(repeated(&survey(json!({ "BallotBoxStuffingPrevention": "false" }))), None);
    }
}

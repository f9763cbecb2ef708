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
    out_of_time(row.starts, row.ends, now)
}

/// Why the survey lets nobody begin at this time, as its options say. Their dates are taken as UTC; in which zone the original
/// takes them is not known from the file.
pub(super) fn not_now(survey: &Survey, now: Moment) -> Option<Barred> {
    let way = survey.option("SurveyExpiration").unwrap_or_default();
    if !matches!(way.to_ascii_lowercase().as_str(), "on" | "yes" | "true" | "daterange") {
        return None;
    }
    // A date of zeros is none.
    let date = |name: &str| survey.option(name).and_then(|text| Moment::parse(text.trim()));
    out_of_time(date("SurveyStartDate"), date("SurveyExpirationDate"), now)
}

fn out_of_time(starts: Option<Moment>, ends: Option<Moment>, now: Moment) -> Option<Barred> {
    if starts.is_some_and(|start| now < start) {
        return Some(Barred::NotOpenYet);
    }
    ends.is_some_and(|end| end <= now).then_some(Barred::Over)
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
    from == host && (page.is_empty() || page.starts_with(path))
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
        assert!(may_come_from(&of("http://"), ""), "no page is named");
        assert!(may_come_from(
            &survey(json!({ "RefererCheck": "No", "RefererURL": "https://a.example" })),
            ""
        ));
    }

    #[test]
    fn dates_of_the_options_hold_where_the_survey_says_so() {
        let dates = |way: &str| json!({ "SurveyExpiration": way, "SurveyStartDate": "2024-03-01 00:00:00", "SurveyExpirationDate": "2024-03-31 00:00:00" });
        let at = |options: Value, date: &str| not_now(&survey(options), Moment::parse(date).unwrap());
        assert_eq!(at(dates("DateRange"), "2024-02-01 00:00:00"), Some(Barred::NotOpenYet));
        assert_eq!(at(dates("On"), "2024-03-02 00:00:00"), None);
        assert_eq!(at(dates("DateRange"), "2024-03-31 00:00:00"), Some(Barred::Over));
        assert_eq!(at(dates("None"), "2024-05-31 00:00:00"), None);
        let never = json!({ "SurveyExpiration": "DateRange", "SurveyStartDate": null, "SurveyExpirationDate": "0000-00-00 00:00:00" });
        assert_eq!(at(never, "2024-05-31 00:00:00"), None);
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

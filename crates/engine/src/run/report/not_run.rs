//! What is not run, though it is known: what it is called, and what happens instead. A thing that has come to run loses its
//! line here (an option gets one in [`super::runs::OPTIONS`]).

use serde_json::{Map, Value};

use super::lines::Lines;

/// A member of the file that is not run.
pub(super) struct NotRun {
    /// What it is a member of, where the list is about several kinds: the type of a flow element, of a randomization.
    pub(super) of: &'static str,
    /// Its name.
    pub(super) member: &'static str,
    /// The values that ask for nothing, besides those that never do ([`is_used`]).
    pub(super) off: &'static [&'static str],
    /// What it is, as a noun.
    pub(super) what: &'static str,
    /// What happens instead, as a clause.
    pub(super) instead: &'static str,
}

/// Members of elements of the flow.
pub(super) const FLOW: &[NotRun] = &[
    row(
        "Randomizer",
        "RandomizerOptions",
        &[],
        "the options of a randomizer of the old kind",
        "as many of its parts are shown as its SubSet says, else all of them",
    ),
    // Whether it runs is the server's to say, and a file is asked about without one too.
    row(
        "WebService",
        "URL",
        &["http://", "https://"],
        "flow element WebService",
        "it is called where the server allows it (--survey-web-services); elsewhere its fields stay as they are",
    ),
    row(
        "WebService",
        "FireAndForget",
        &[],
        "a web service that is not waited for",
        "the next page waits until it has answered, and nothing is taken of the answer",
    ),
];

/// Members of a quota.
pub(super) const QUOTA: &[NotRun] = &[
    row(
        "",
        "OverQuotaAction",
        &["Record"],
        "what becomes of responses over a quota",
        "they are recorded, unless the quota's end says otherwise",
    ),
    row(
        "",
        "QuotaRealm",
        &["Survey"],
        "a quota that does not count over the survey",
        "it counts over the survey",
    ),
];

/// Options of an end of the survey, in the flow or of a quota.
pub(super) const END: &[NotRun] = &[
    row(
        "",
        "ConfirmMessage",
        &[],
        "a message of a library where the answers are confirmed",
        "the usual words are shown",
    ),
    row("", "EmailThankYou", &[], "an e-mail at the end", "none is sent"),
    row(
        "",
        "Screenout",
        &[],
        "an end that marks a screen-out",
        "the response has the mark of its ResponseFlag alone",
    ),
];

/// Options of a block.
pub(super) const BLOCK: &[NotRun] = &[
    row(
        "",
        "nextButtonMID",
        &[],
        "words of a library on a block's button forward",
        "the words in the file are shown",
    ),
    row(
        "",
        "previousButtonMID",
        &[],
        "words of a library on a block's button back",
        "the words in the file are shown",
    ),
    row("", "BlockPassword", &[], "a block with a password", "it is shown without"),
];

/// Members of a question.
pub(super) const QUESTION: &[NotRun] = &[
    row("", "QuestionJS", &[], "a script of a question", "it is kept and does not run"),
    row("", "Graphics", &[], "a picture of a question", "it is not shown"),
    row("", "ChoiceGroups", &[], "choices in groups", "they are shown without their groups"),
];

/// Members of a display logic.
pub(super) const DISPLAY: &[NotRun] = &[row(
    "",
    "inPage",
    &[],
    "display logic that follows what is answered on its own page",
    "it is looked at when the page is shown",
)];

/// Members of the `Configuration` of a question.
pub(super) const CONFIGURATION: &[NotRun] = &[
    row("Timing", "MinSeconds", &["0"], "a page that waits before it can be sent", "it can be sent at once"),
    row("Timing", "MaxSeconds", &["0"], "a page that sends itself", "it waits for the respondent"),
];

/// Members of a choice, a statement or a scale point.
pub(super) const CHOICE: &[NotRun] = &[row("", "Image", &[], "a picture of a choice", "it is not shown")];

/// Members of the scoring.
pub(super) const SCORING: &[NotRun] = &[
    row(
        "",
        "ScoringSummaryAfterQuestions",
        &[],
        "a summary of the scores after each page",
        "it is not shown",
    ),
    row(
        "",
        "ScoringSummaryAfterSurvey",
        &[],
        "a summary of the scores at the end",
        "it shows the points, and not which part they are of the most there are",
    ),
];

/// Elements of the file: code, what it is, what happens instead.
pub(super) const ELEMENTS: &[(&str, &str, &str)] =
    &[("TR", "a task that a response sets off", "it is kept and does nothing")];

/// Options of the survey.
pub(super) const OPTIONS: &[NotRun] = &[
    row("", "Autoadvance", &[], "option Autoadvance", "pages wait for their button"),
    row("", "AutoadvancePages", &[], "option AutoadvancePages", "pages wait for their button"),
    row("", "AutoadvanceHideButton", &[], "option AutoadvanceHideButton", "the button is shown"),
    row("", "AutoConfirmStart", &[], "option AutoConfirmStart", "the survey begins with its first page"),
    row("", "Autofocus", &[], "option Autofocus", "the first field is not chosen"),
    row(
        "",
        "BallotBoxStuffingPreventionMessage",
        &[],
        "a message of a library to whoever answers again",
        "the usual words are shown",
    ),
    row("", "CollectGeoLocation", &[], "option CollectGeoLocation", "no place is looked up"),
    row("", "ConfirmStart", &[], "option ConfirmStart", "the survey begins with its first page"),
    row("", "CustomStyles", &[], "a style sheet of the survey", "the pages have the look of this server"),
    row("", "EmailThankYou", &[], "an e-mail at the end", "none is sent"),
    row("", "ExternalCSS", &[], "a style sheet from elsewhere", "it is not fetched"),
    row(
        "",
        "InactiveMessage",
        &[],
        "a message of a library for a closed survey",
        "the usual words are shown",
    ),
    row("", "InactiveSurvey", &["DefaultMessage"], "words for a closed survey", "the usual words are shown"),
    row("", "OneCompletePerIP", &[], "option OneCompletePerIP", "anybody can answer more than once"),
    row("", "PageTransition", &[], "option PageTransition", "pages change at once"),
    row(
        "",
        "PartialDataCloseAfter",
        &["LastActivity", "SurveyStart"],
        "option PartialDataCloseAfter",
        "time counts from the last activity",
    ),
    row("", "RecaptchaV3", &[], "option RecaptchaV3", "no service is asked and no score recorded"),
    row("", "RelevantID", &[], "option RelevantID", "no service is asked and no score recorded"),
    row(
        "",
        "RelevantIDLockoutPeriod",
        &["+30 days"],
        "option RelevantIDLockoutPeriod",
        "no service is asked",
    ),
    row("", "Skin", &[], "the look of the survey (Skin)", "the pages have the look of this server"),
    row("", "SkinType", &["templated", "MQ"], "option SkinType", "the pages have the look of this server"),
    row("", "SkinQuestionWidth", &[], "option SkinQuestionWidth", "the pages have the look of this server"),
    row("", "SpellChecked", &[], "option SpellChecked", "the browser's own check is used"),
    row(
        "",
        "SurveyExpiration",
        &["DateRange", "On", "on", "Yes", "yes", "true"],
        "option SurveyExpiration",
        "the survey is open from the start and until the end that Update Survey sets",
    ),
    row(
        "",
        "SurveyLinkCompletedMessage",
        &[],
        "a message for a link that was used",
        "a link can be used again",
    ),
    row(
        "",
        "SurveyLinkExpirationMessage",
        &[],
        "a message for a link that has expired",
        "links do not expire",
    ),
    row(
        "",
        "SurveyLinkExpirationMessageType",
        &[],
        "words for a link that has expired",
        "links do not expire",
    ),
    row(
        "",
        "SurveyProtection",
        &["PublicSurvey", "PasswordProtected", BY_INVITATION],
        "option SurveyProtection",
        "whoever has the link can take the survey",
    ),
    row("", "ThankYouEmailMessage", &[], "a message of a library by e-mail at the end", "none is sent"),
    row(
        "",
        "UseCustomSurveyLinkCompletedMessage",
        &[],
        "a message for a link that was used",
        "a link can be used again",
    ),
    row("", "ValidateMessage", &[], "a message of a library for wrong answers", "the usual words are shown"),
    row(
        "",
        "ValidationMessage",
        &[],
        "a message of a library for wrong answers",
        "the usual words are shown",
    ),
    row("", "footerMid", &[], "a footer of a library", "it is not shown"),
    row("", "headerMid", &[], "a header of a library", "it is not shown"),
    row(
        "",
        "nextButtonMid",
        &[],
        "words of a library on the button forward",
        "the survey's own words are shown",
    ),
    row(
        "",
        "previousButtonMid",
        &[],
        "words of a library on the button back",
        "the survey's own words are shown",
    ),
];

/// The word of a survey that only those who were invited may answer. That is held, but nobody can be invited.
pub(super) const BY_INVITATION: &str = "ByInvitation";

/// Adds a line for each row of the list that `members` use.
pub(super) fn find<'r>(
    rows: impl IntoIterator<Item = &'r NotRun>,
    members: &Map<String, Value>,
    lines: &mut Lines,
    place: impl Fn() -> String,
) {
    for row in rows {
        if members.get(row.member).is_some_and(|value| is_used(value, row.off)) {
            lines.add(row.what, row.instead, &place);
        }
    }
}

/// Whether a value asks for something: not where it is empty, a no in one of the spellings of real files, or one of `off`.
pub(super) fn is_used(value: &Value, off: &[&str]) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes && !off.contains(&"true"),
        Value::Number(number) => number.as_f64() != Some(0.0) && !off.contains(&number.to_string().as_str()),
        Value::String(text) => {
            let word = text.trim();
            let no = ["", "false", "no", "none", "off"];
            !no.contains(&word.to_ascii_lowercase().as_str()) && !off.contains(&word)
        }
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => members.values().any(|value| is_used(value, &["*base"])),
    }
}

const fn row(
    of: &'static str,
    member: &'static str,
    off: &'static [&'static str],
    what: &'static str,
    instead: &'static str,
) -> NotRun {
    NotRun { of, member, off, what, instead }
}

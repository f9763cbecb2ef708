//! The first page, and the way to it.

use std::net::IpAddr;
use std::sync::Arc;

use engine::run::{self, PreparedSurvey, REPEATED};
use model::text::as_typed;
use model::{Barred, SurveyId, language};
use store::surveys::SurveyRow;

use super::access::{self, Repeated};
use super::ending::{self, How, Place};
use super::outside;
use super::session_name::SessionName;
use super::start::{ADDRESS, LANGUAGE, RESPONSE, SURVEY, Start};
use super::state::SessionState;
use super::visitor::Visitor;
use super::{Shown, ShownPage, computed, deadline, definition, preview, survey};
use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;

/// Names that a link may not set: they tell of an invited person, and no link proves who that is.
/// And what the server says itself: that a browser came again, and what names the response, the survey and the link.
const RESERVED: [&str; 9] = [
    ADDRESS,
    RESPONSE,
    SURVEY,
    "RecipientFirstName",
    "RecipientLastName",
    "RecipientEmail",
    "ExternalReference",
    "ExternalDataReference",
    REPEATED,
];
/// The value of the mark of a browser that had answered before (as the original's pages of help tell it; it is not certain).
const MARKED: &str = "true";
/// How many fields a link may bring along that the flow does not declare, how long their names may be and any value, and how many
/// bytes all of them together: they come back with the form.
const FIELDS: usize = 100;
const NAME_LENGTH: usize = 100;
const VALUE_LENGTH: usize = 1000;
const ALL_LENGTH: usize = 32 << 10;

/// What a link asks for besides its survey.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// Names and values of its query that may become embedded data; `Q_Language` chooses the language.
    pub brought: Vec<(String, String)>,
    /// The whole address that was opened, without what is for the server alone; it is told as embedded data (`Q_URL`).
    pub address: String,
    /// To begin anew, though the browser keeps a session.
    pub again: bool,
}

/// Begins to answer a survey: shows its first page, and writes nothing. A survey without a page ends at once, its embedded
/// data being the response. A browser that keeps a session of a survey with save and continue is sent to that.
///
/// # Errors
/// When the store fails.
pub async fn open(app: &App, id: &SurveyId, link: Link, visitor: &Visitor) -> Result<Shown, Error> {
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    if let Some(barred) = access::closed(&row, app.now()) {
        return Ok(Shown::Barred(barred));
    }
    // What was never published is open to nobody.
    let Some(live) = row.live else { return Ok(Shown::Barred(Barred::Closed)) };
    let Some(definition) = definition(app, &row, live).await? else { return Ok(Shown::Unknown) };
    let survey = &definition.survey;
    let repeated = access::repeated(survey);
    let mut mark = None;
    match &repeated {
        Some(Repeated::Refused(address)) if visitor.done => {
            return Ok(Shown::Barred(Barred::Done(address.clone())));
        }
        Some(Repeated::Marked) if visitor.done => mark = Some((REPEATED.to_owned(), MARKED.to_owned())),
        _ => {}
    }
    let begins_again = link.again && repeated.is_none();
    if let Some(kept) = visitor.kept.as_ref().filter(|_| survey.is_on("SaveAndContinue") && !begins_again)
        && can_go_on(app, &row, kept).await?
    {
        return Ok(Shown::Kept(kept.clone()));
    }
    if let Some(barred) = refused(&definition, visitor) {
        return Ok(Shown::Barred(barred));
    }
    let mut brought = brought_along(survey, link.brought);
    brought.extend(mark);
    brought.push((ADDRESS.to_owned(), link.address));
    let address = if survey.is_on("AnonymizeResponse") { String::new() } else { visitor.address.clone() };
    let brought = with_language(survey, brought, visitor);
    let mut start = Start::new(app, id, live, brought, address);
    if access::asks_password(survey) {
        start.locked = true;
        let language = start.language().to_owned();
        return Ok(Shown::Password { token: start.seal(app, id)?, wrong: false, language });
    }
    first_page(app, &row, definition, start, visitor.network).await
}

/// Why nobody who was not invited, or not this visitor, may begin.
fn refused(definition: &Definition, visitor: &Visitor) -> Option<Barred> {
    let survey = &definition.survey;
    if access::is_by_invitation(survey) {
        return Some(Barred::InvitationOnly);
    }
    (!access::may_come_from(survey, &visitor.referrer)).then_some(Barred::WrongReferrer)
}

/// Takes the password of a survey, as its page sent it: shows the first page, or asks again.
///
/// # Errors
/// When the store fails.
pub async fn unlock(
    app: &App,
    id: &SurveyId,
    token: &str,
    password: &str,
    visitor: &Visitor,
) -> Result<Shown, Error> {
    let start = Start::open(app, id, token).filter(|start| start.locked);
    let Some(mut start) = start else { return Ok(Shown::Expired) };
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    if let Some(barred) = access::closed(&row, app.now()) {
        return Ok(Shown::Barred(barred));
    }
    let Some(definition) = definition(app, &row, start.definition).await? else { return Ok(Shown::Unknown) };
    if app.now() >= deadline::first_page_until(&definition.survey, start.shown) {
        return Ok(Shown::Expired);
    }
    if !access::is_password(&definition.survey, password) {
        let language = start.language().to_owned();
        return Ok(Shown::Password { token: token.to_owned(), wrong: true, language });
    }
    (start.locked, start.shown) = (false, app.now());
    first_page(app, &row, definition, start, visitor.network).await
}

/// Begins to try a survey: its draft, whether it takes answers or not, for whoever has the key of the link.
///
/// # Errors
/// When the store fails.
pub async fn open_preview(
    app: &App,
    id: &SurveyId,
    key: &str,
    link: Link,
    visitor: &Visitor,
) -> Result<Shown, Error> {
    if !preview::opens(app, id, key) {
        return Ok(Shown::Barred(Barred::NoPreview));
    }
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    let Some(definition) = definition(app, &row, row.version).await? else { return Ok(Shown::Unknown) };
    let brought = brought_along(&definition.survey, link.brought);
    let mut brought = with_language(&definition.survey, brought, visitor);
    brought.push((ADDRESS.to_owned(), link.address));
    // Who tries a survey is no respondent: where from is nobody's business.
    let mut start = Start::new(app, id, row.version, brought, String::new());
    start.preview = true;
    first_page(app, &row, definition, start, visitor.network).await
}

async fn first_page(
    app: &App,
    row: &SurveyRow,
    definition: Arc<Definition>,
    mut start: Start,
    network: Option<IpAddr>,
) -> Result<Shown, Error> {
    let state = outside::begin(app, row, &definition, &mut start, network).await?;
    let own = Arc::clone(&definition);
    let (state, page) = computed(move || {
        let page = run::page(&own.survey, &state);
        (state, page)
    })
    .await?;
    match page {
        Some(page) => Ok(Shown::Page(ShownPage {
            page: Box::new(page),
            token: start.seal(app, &row.id)?,
            preview: start.preview,
            kept_for: None,
            may_begin_again: false,
        })),
        None => {
            let place = Place { session: &start.session, version: 0, began: start.shown, row, definition };
            let ended_ms = start.shown.0;
            // Nobody else knows the session yet, so nobody can come first.
            ending::end(app, &place, start.open_session(app, state), How::Finished, ended_ms).await?;
            Ok(Shown::Session(start.session))
        }
    }
}

/// Whether a session that a browser keeps is one to go on with.
async fn can_go_on(app: &App, row: &SurveyRow, name: &SessionName) -> Result<bool, Error> {
    let session = store::sessions::get(&mut app.store().read(), row.no, name.as_str()).await?;
    let Some(session) = session else { return Ok(false) };
    let SessionState::Open(open) = SessionState::read(&session)? else { return Ok(false) };
    if open.run.end.is_some() || open.preview {
        return Ok(false);
    }
    let own = definition(app, row, session.definition).await?;
    Ok(own.is_some_and(|own| app.now() < deadline::deadline(&own.survey, session.created, session.changed)))
}

/// The language is what the link asks for, then what the browser asks for, and else the survey's own. It is told by its code,
/// as embedded data, because authors ask for it there.
fn with_language(
    survey: &PreparedSurvey,
    mut brought: Vec<(String, String)>,
    visitor: &Visitor,
) -> Vec<(String, String)> {
    let asked = brought.iter().rfind(|(name, _)| name.eq_ignore_ascii_case(LANGUAGE));
    let asked = asked.and_then(|(_, code)| survey.language_named(code));
    let fitting = || language::best(survey.languages().iter().map(String::as_str), &visitor.languages);
    let code = asked.or_else(fitting).unwrap_or(&survey.language).to_owned();
    brought.retain(|(name, _)| !name.eq_ignore_ascii_case(LANGUAGE));
    brought.push((LANGUAGE.to_owned(), code));
    brought
}

/// What a link may set, within the bounds; characters that no text holds are left out. Fields that the survey declares come first,
/// so that no others take their room, and a value that is too long is cut.
fn brought_along(survey: &PreparedSurvey, brought: Vec<(String, String)>) -> Vec<(String, String)> {
    let may_be_set = |(name, _): &(String, String)| {
        let is_reserved = RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
        !is_reserved && !name.starts_with('~') && !name.contains(char::is_control)
    };
    let is_declared = |(name, _): &(String, String)| survey.declared(name).is_some();
    let (declared, others): (Vec<_>, Vec<_>) = brought.into_iter().filter(may_be_set).partition(is_declared);
    let others = others.into_iter().filter(|(name, _)| name.len() <= NAME_LENGTH).take(FIELDS);
    let mut left = ALL_LENGTH;
    let within = |(name, value): (String, String)| {
        left = left.checked_sub(name.len())?;
        let mut value: String = as_typed(&value).chars().take(VALUE_LENGTH).collect();
        while value.len() > left {
            value.pop();
        }
        left -= value.len();
        Some((name, value))
    };
    declared.into_iter().chain(others).map_while(within).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn survey() -> PreparedSurvey {
        let declared = ["branch", "Last", "long"].map(|name| json!({ "Description": name, "Field": name }));
        let flow = json!({ "Type": "Root", "FlowID": "FL_1", "Flow": [
            { "Type": "EmbeddedData", "FlowID": "FL_2", "EmbeddedData": declared }] });
        let file = json!({ "SurveyEntry": {}, "SurveyElements": [
            { "Element": "BL", "Payload": [] }, { "Element": "FL", "Payload": flow }] });
        PreparedSurvey::new(formats::qsf::survey(&formats::qsf::from_value(file).unwrap()))
    }

    #[test]
    fn a_link_brings_what_is_within_the_bounds() {
        let survey = survey();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let bring = |brought| brought_along(&survey, brought);
        let brought = vec![
            pair("branch", "No\0rth\r2\r\n3"),
            pair("RecipientEmail", "ada@example.org"),
            pair("a\0", "1"),
            pair("long", &"é".repeat(VALUE_LENGTH + 1)),
        ];
        assert_eq!(bring(brought), [pair("branch", "North\n2\n3"), pair("long", &"é".repeat(VALUE_LENGTH))]);
        let many = (0..2 * FIELDS).map(|number| pair(&format!("f{number}"), "1"));
        let kept = bring(many.chain([pair("last", "kept")]).collect());
        assert_eq!(
            (kept.len(), &kept[0]),
            (FIELDS + 1, &pair("last", "kept")),
            "what is declared comes first"
        );
        let wide = (0..FIELDS).map(|number| pair(&format!("f{number}"), &"é".repeat(VALUE_LENGTH)));
        let wide: Vec<_> = wide.chain([pair("last", "kept")]).collect();
        let kept = bring(wide);
        assert!(kept.contains(&pair("last", "kept")));
        let length: usize = kept.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!((ALL_LENGTH - 1..=ALL_LENGTH).contains(&length), "{length}");
    }
}

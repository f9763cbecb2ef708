//! The first page.

use std::sync::Arc;

use engine::run;
use model::SurveyId;

use super::ending::{self, How, Place};
use super::outside;
use super::start::Start;
use super::{Shown, computed, definition, survey, takes_answers};
use crate::app::App;
use crate::error::Error;

/// Names that a link may not set: they tell of an invited person, and no link proves who that is.
const RESERVED: [&str; 5] = [
    "RecipientFirstName",
    "RecipientLastName",
    "RecipientEmail",
    "ExternalReference",
    "ExternalDataReference",
];
/// Embedded data fields a link may bring along, how long a name and a value may be, and how many bytes all of them: they
/// come back with the form.
const FIELDS: usize = 100;
const NAME_LENGTH: usize = 100;
const VALUE_LENGTH: usize = 1000;
const ALL_LENGTH: usize = 32 << 10;

/// Begins to answer a survey: shows its first page, and writes nothing. A survey without a page ends at once, its embedded
/// data being the response.
///
/// # Errors
/// When the store fails.
pub async fn open(
    app: &App,
    id: &SurveyId,
    brought: Vec<(String, String)>,
    address: String,
) -> Result<Shown, Error> {
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    if !takes_answers(&row, app.now()) {
        return Ok(Shown::Closed);
    }
    // What was never published is open to nobody.
    let Some(live) = row.live else { return Ok(Shown::Closed) };
    let Some(definition) = definition(app, &row, live).await? else { return Ok(Shown::Unknown) };
    let anonymous = definition.survey.is_on("AnonymizeResponse");
    let address = if anonymous { String::new() } else { address };
    let mut start = Start::new(app, live, brought_along(brought), address);
    let state = outside::begin(app, &row, &definition, &mut start).await?;
    let own = Arc::clone(&definition);
    let (state, page) = computed(move || {
        let page = run::page(&own.survey, &state);
        (state, page)
    })
    .await?;
    match page {
        Some(page) => Ok(Shown::Page { page: Box::new(page), token: start.seal(app, id)? }),
        None => {
            let place =
                Place { session: &start.session, version: 0, began: start.shown, row: &row, definition };
            let ended_ms = start.shown.0;
            // Nobody else knows the session yet, so nobody can come first.
            ending::end(app, &place, start.open_session(app, state), How::Finished, ended_ms).await?;
            Ok(Shown::Session(start.session))
        }
    }
}

/// What a link may set, within the bounds; characters that no text holds are left out.
fn brought_along(brought: Vec<(String, String)>) -> Vec<(String, String)> {
    let fits = |(name, value): &(String, String)| {
        !RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
            && name.len() <= NAME_LENGTH
            && !name.contains(char::is_control)
            && value.chars().count() <= VALUE_LENGTH
    };
    let mut left = ALL_LENGTH;
    let has_room = |(name, value): &(String, String)| {
        let rest = left.checked_sub(name.len() + value.len());
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    let is_text = |character: &char| !character.is_control() || matches!(character, '\n' | '\t');
    let clean = |(name, value): (String, String)| (name, value.chars().filter(is_text).collect());
    brought.into_iter().filter(fits).take(FIELDS).filter(has_room).map(clean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_brings_what_is_within_the_bounds() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let brought = vec![
            pair("branch", "No\0rth\n2"),
            pair("RecipientEmail", "ada@example.org"),
            pair("a\0", "1"),
            pair("long", &"é".repeat(VALUE_LENGTH + 1)),
        ];
        assert_eq!(brought_along(brought), [pair("branch", "North\n2")]);
        let many = (0..2 * FIELDS).map(|number| pair(&format!("f{number}"), "1")).collect();
        assert_eq!(brought_along(many).len(), FIELDS);
        let wide = (0..FIELDS).map(|number| pair(&format!("f{number}"), &"é".repeat(VALUE_LENGTH))).collect();
        let kept: usize = brought_along(wide).iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!((ALL_LENGTH / 2..=ALL_LENGTH).contains(&kept), "{kept}");
    }
}

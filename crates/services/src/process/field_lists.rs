//! Making the field list of a survey longer.

use std::collections::HashSet;
use std::sync::Arc;

use model::field::{Field, FieldKind, FieldList};
use model::limits::{FIELD_NAME, UNDECLARED_FIELDS};
use store::surveys::SurveyNo;

use crate::app::App;
use crate::attempts::Attempts;
use crate::error::Error;

/// The longest name of a parameter that a message tells whole, in characters.
const LONGEST_SHOWN: usize = FIELD_NAME + 20;

/// Why a list was not made longer.
#[derive(Debug)]
pub(crate) enum ListError {
    /// It takes no field with this key; what is accepted.
    Unfit(String, String),
    /// Something else went wrong.
    Failed(Error),
}

impl ListError {
    /// As a refusal of the parameter in which the key was sent.
    pub(crate) fn of_parameter(self, parameter: impl FnOnce(&str) -> String) -> Error {
        match self {
            Self::Unfit(key, accepted) => {
                let mut name = parameter(&key);
                if let Some((end, _)) = name.char_indices().nth(LONGEST_SHOWN) {
                    name.truncate(end);
                    name.push('…');
                }
                Error::invalid(&name, &accepted)
            }
            Self::Failed(error) => error,
        }
    }
}

impl From<Error> for ListError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<ListError> for Error {
    fn from(error: ListError) -> Self {
        error.of_parameter(|key| format!("values.{key}"))
    }
}

/// A list that has every declared field, and every further key as a text: the latest one where it does, else a new version of
/// it, which is written in a transaction of its own before any body refers to it.
pub(crate) async fn list_with(
    app: &App,
    no: SurveyNo,
    declared: &[Field],
    further: &[&str],
) -> Result<Arc<FieldList>, ListError> {
    let mut attempts = Attempts::new(app);
    let mut version = 0;
    loop {
        let lists = app.field_lists().get(&mut app.store().read(), no, version).await?;
        let latest = lists.latest();
        let mut added = latest.lacks(declared);
        let new: Vec<&str> = further.iter().copied().filter(|key| !lists.has(key)).collect();
        if added.is_empty() && new.is_empty() {
            return Ok(latest.clone());
        }
        within_bounds(latest, declared, &new)?;
        added.extend(new.into_iter().map(|key| Field { key: key.to_owned(), kind: FieldKind::Text }));
        version = latest.version + 1;
        let mut tx = app.store().begin().await.map_err(Error::from)?;
        let written =
            match store::field_lists::append(&mut tx, no, &FieldList { version, fields: added }).await {
                Ok(()) => tx.commit().await,
                Err(error) => Err(error),
            };
        let written = match written {
            // Somebody else made it longer at the same moment: look again at what it is now.
            Err(store::Error::Duplicate | store::Error::Conflict) => Err(Error::Again),
            other => other.map_err(Error::from),
        };
        if let Some(Err(error)) = attempts.settled(written).await {
            return Err(error.into());
        }
    }
}

/// Holds that a survey has no more undeclared fields, and none with a longer name, than [`model::limits`] says: each makes
/// every later body, and every export, longer.
fn within_bounds(latest: &FieldList, declared: &[Field], new: &[&str]) -> Result<(), ListError> {
    let Some(last) = new.last() else { return Ok(()) };
    if let Some(long) = new.iter().find(|key| key.chars().count() > FIELD_NAME) {
        let accepted = format!("the name of a field has {FIELD_NAME} characters at the most");
        return Err(ListError::Unfit((*long).to_owned(), accepted));
    }
    let declared: HashSet<&str> = declared.iter().map(|field| field.key.as_str()).collect();
    let foreign = |key: &&str| !declared.contains(key) && !engine::fields::is_answer(key);
    let there = latest.fields.iter().map(|field| field.key.as_str()).filter(foreign).count();
    let room = UNDECLARED_FIELDS.saturating_sub(there);
    if new.len() <= room {
        return Ok(());
    }
    let accepted = format!(
        "the responses of a survey hold {UNDECLARED_FIELDS} fields at the most that its flow does not declare, and \
         have {there} already"
    );
    Err(ListError::Unfit((*new.get(room).unwrap_or(last)).to_owned(), accepted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(key: &str) -> Field {
        Field { key: key.to_owned(), kind: FieldKind::Text }
    }

    #[test]
    fn the_first_key_beyond_the_bound_is_named() {
        let declared = [text("QID1_TEXT"), text("branch")];
        let keys: Vec<String> = (0..UNDECLARED_FIELDS - 1).map(|number| format!("key_{number}")).collect();
        // Neither what is declared nor the answers of questions that left the survey count.
        let mut fields = vec![text("QID1_TEXT"), text("branch"), text("QID9_TEXT")];
        fields.extend(keys.iter().map(|key| text(key)));
        let list = FieldList { version: 1, fields };
        assert!(within_bounds(&list, &declared, &[]).is_ok());
        assert!(within_bounds(&list, &declared, &["one"]).is_ok());
        let told = match within_bounds(&list, &declared, &["one", "two", "three"]) {
            Err(ListError::Unfit(key, _)) => key,
            other => panic!("{other:?}"),
        };
        assert_eq!(told, "two");
        let long = "€".repeat(FIELD_NAME + 1);
        assert!(within_bounds(&list, &declared, &[&long]).is_err());
        assert!(within_bounds(&list, &declared, &[&long[3..]]).is_ok());
    }
}

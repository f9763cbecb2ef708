//! A respondent's change of language.

use super::language::FIELD;
use super::prepared::PreparedSurvey;
use super::state::RunState;

impl RunState {
    /// From now on the respondent is spoken to in this language; false where the survey does not have it.
    pub fn speak(&mut self, survey: &PreparedSurvey, code: &str) -> bool {
        let Some(known) = survey.language_named(code) else { return false };
        if self.language != known {
            known.clone_into(&mut self.language);
            self.embedded.insert(FIELD.to_owned(), known.to_owned());
        }
        true
    }
}

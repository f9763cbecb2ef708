//! Embedded data that the flow sets.

use indexmap::IndexMap;
use model::contact::Contact;
use model::limits::surveys::EMBEDDED_BYTES;
use model::survey::{EmbeddedField, WebService};

use super::steps::scope;
use crate::run::logic::{self, Usage};
use crate::run::prepared::PreparedSurvey;
use crate::run::state::RunState;
use crate::run::work::Work;

/// The setting of fields on the way to one page.
pub(super) struct Setting {
    /// What the fields that changed were before, for going back.
    pub(super) undo: IndexMap<String, Option<String>>,
    /// The bytes of all fields, and of all that is kept for going back.
    embedded: usize,
    kept: usize,
}

impl Setting {
    pub(super) fn new(state: &RunState) -> Self {
        let undone = state.visits.iter().flat_map(|visit| &visit.undo);
        let kept = undone.map(|(name, former)| size(name, former.as_ref())).sum();
        let embedded = state.embedded.iter().map(|(name, value)| size(name, Some(value))).sum();
        Self { undo: IndexMap::new(), embedded, kept }
    }

    /// Sets the fields of one element of the flow that have a value.
    pub(super) fn set(
        &mut self,
        survey: &PreparedSurvey,
        state: &mut RunState,
        work: &Work,
        flow: &str,
        fields: &[EmbeddedField],
    ) {
        for field in fields {
            // Where nothing more is piped a field stays what it was, rather than to become empty.
            let pipes = |value: &&String| work.room() > 0 || !(value.contains("${") || value.contains("$e{"));
            if let Some(value) = field.value.as_ref().filter(pipes) {
                let value = logic::text(scope(survey, state, work, None), value, Usage::Text, flow);
                self.put(state, work, &field.name, value);
            }
        }
    }

    /// Sets the fields that a web service answered; one without a value stays what it was.
    pub(super) fn answered(
        &mut self,
        survey: &PreparedSurvey,
        state: &mut RunState,
        work: &Work,
        service: &WebService,
        values: Vec<Option<String>>,
    ) {
        for ((name, _), value) in service.fields.iter().zip(values) {
            if let Some(value) = value {
                let name = survey.declared(name).unwrap_or(name);
                self.put(state, work, name, value);
            }
        }
    }

    /// Makes somebody the respondent: names, address and reference, the language where the survey has it, and of what else is
    /// known of them the fields that the flow declares, which is what responses record (what `FilterDataFields` changes in the
    /// original is not known).
    pub(super) fn contact(
        &mut self,
        survey: &PreparedSurvey,
        state: &mut RunState,
        work: &Work,
        contact: &Contact,
    ) {
        for (name, value) in contact.own() {
            self.put(state, work, name, value.to_owned());
        }
        for (name, value) in &contact.embedded {
            if let Some(name) = survey.declared(name) {
                self.put(state, work, name, value.clone());
            }
        }
        state.speak(survey, &contact.language);
    }

    fn put(&mut self, state: &mut RunState, work: &Work, name: &str, value: String) {
        let former = state.embedded.get(name).cloned();
        if former.as_ref() == Some(&value) {
            return;
        }
        let before = former.as_ref().map_or(0, |former| size(name, Some(former)));
        let all = self.embedded - before + size(name, Some(&value));
        if all > EMBEDDED_BYTES {
            work.is_over("the embedded data of a respondent are too long and are not all set");
            return;
        }
        self.embedded = all;
        let kept = self.kept + size(name, former.as_ref());
        if self.undo.contains_key(name) {
            // What it was before the way to this page is known.
        } else if kept > EMBEDDED_BYTES {
            work.is_over("the embedded data of a respondent change too much: going back does not bring back all of them");
        } else {
            self.kept = kept;
            self.undo.insert(name.to_owned(), former);
        }
        state.embedded.insert(name.to_owned(), value);
    }
}

fn size(name: &str, value: Option<&String>) -> usize {
    name.len() + value.map_or(0, String::len)
}

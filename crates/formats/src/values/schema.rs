//! What each key of `values` may hold, from the columns of an export.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::column::{Code, Column, Meta, Source};

use crate::codebook::Codebook;

/// The keys of a survey's `values` and what they accept. Made once per survey, used for every response.
#[derive(Debug)]
pub struct Schema {
    fields: HashMap<String, Accepted>,
    metadata: HashMap<&'static str, Meta>,
}

/// What a field accepts.
#[derive(Debug)]
pub(super) enum Accepted {
    Text,
    Number,
    /// One code.
    Choice(Codes),
    /// A list of codes.
    Choices(Codes),
    /// A list of ids in the order in which they were shown.
    Order,
}

/// The codes of a field, to look up and to name in a message.
#[derive(Debug)]
pub(super) struct Codes {
    pub(super) book: Codebook,
    pub(super) recodes: Vec<String>,
}

impl Schema {
    /// The schema of a survey with these export columns; either choice of `breakoutSets` will do.
    #[must_use]
    pub fn new(columns: &[Column]) -> Self {
        let mut codes_of: IndexMap<&str, Vec<Code>> = IndexMap::new();
        for column in columns {
            match &column.source {
                Source::Choice { field, codes } | Source::Choices { field, codes } => {
                    codes_of.entry(field).or_default().extend_from_slice(codes);
                }
                Source::Picked { field, code } => codes_of.entry(field).or_default().push(code.clone()),
                _ => {}
            }
        }
        let codes = |field: &str| {
            let codes = codes_of.get(field).map(Vec::as_slice).unwrap_or_default();
            let recodes = codes.iter().map(|code| code.recode.clone()).collect();
            Codes { book: Codebook::new(codes), recodes }
        };
        let mut fields = HashMap::new();
        for column in columns {
            let (field, accepted): (&String, fn(Codes) -> Accepted) = match &column.source {
                Source::Meta(_) => continue,
                Source::Text { field } => (field, |_| Accepted::Text),
                Source::Number { field } => (field, |_| Accepted::Number),
                Source::Choice { field, .. } => (field, Accepted::Choice),
                Source::Choices { field, .. } | Source::Picked { field, .. } => (field, Accepted::Choices),
                Source::Position { field, .. } | Source::Order { field, .. } => (field, |_| Accepted::Order),
            };
            if !fields.contains_key(field) {
                fields.insert(field.clone(), accepted(codes(field)));
            }
        }
        let metadata = Meta::ALL.into_iter().chain([Meta::LastModifiedDate]);
        Self { fields, metadata: metadata.map(|meta| (meta.names().2, meta)).collect() }
    }

    pub(super) fn field(&self, key: &str) -> Option<&Accepted> {
        self.fields.get(key)
    }

    pub(super) fn meta(&self, key: &str) -> Option<Meta> {
        self.metadata.get(key).copied()
    }
}

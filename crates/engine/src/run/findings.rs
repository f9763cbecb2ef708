//! What a survey asks of its server that it does not get: told before anybody answers it.

use model::limits::surveys::PATTERNS_KEPT_SIZE;

use super::finding::Finding;
use super::known::Known;
use super::prepared::PreparedSurvey;
use super::{flow, page, written};
use crate::patterns::Pattern;

/// The most findings that are told of one survey, and the size of the patterns that are read for them.
const MOST: usize = 100;
const PATTERNS_SIZE: usize = 4 * PATTERNS_KEPT_SIZE;

/// What is to be told of a survey before anybody answers it: patterns that cannot be read, and what goes beyond
/// [`model::limits::surveys`] already on its first page. The survey runs nevertheless.
#[must_use]
pub fn findings(survey: &PreparedSurvey) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut size = 0;
    for (place, pattern) in written::patterns(survey) {
        match Pattern::read(pattern) {
            Ok(pattern) => size += pattern.size(),
            Err(unreadable) => found.push(Finding { place, what: unreadable.to_string() }),
        }
        if found.len() >= MOST || size > PATTERNS_SIZE {
            break;
        }
    }
    let _ = page::page(survey, &flow::start(survey, 0, Vec::new(), Known::default(), 0));
    found.extend(survey.take_findings());
    found
}

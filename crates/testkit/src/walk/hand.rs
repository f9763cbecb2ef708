//! What somebody enters who answers by chance: mostly what the page asks for, now and then too little of it.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::field::{Field, Takes};
use super::page::{Asked, Page};
use super::words::{Knowledge, numbers, text};
use crate::contacts::ADDRESS;

/// What is entered, by the names of the fields: the values picked, or one text; nothing for an empty one.
pub type Entered = BTreeMap<String, Vec<String>>;

/// What the names of the fields of an authenticator begin with.
const CONTACT: &str = "~contact.";

/// What stands in the fields of a page as it comes.
pub(super) fn preset(page: &Page) -> Entered {
    page.fields().iter().map(|field| (field.name.clone(), field.preset.clone())).collect()
}

/// Answers a page. What stood in it already is often left as it is.
pub(super) fn answer(page: &Page, chance: &mut Chance, known: &Knowledge) -> Entered {
    let mut entered = preset(page);
    fill_chrome(page, chance, known, &mut entered);
    let is_known = entered.values().any(|values| !values.is_empty());
    if is_known && chance.percent(40) {
        return entered;
    }
    for (place, asked) in page.questions.iter().enumerate() {
        if !chance.percent(if asked.required { 4 } else { 15 }) {
            answer_question(page, place, asked, chance, known, &mut entered);
        }
    }
    entered
}

/// Answers what has come up on a page since it was answered.
pub(super) fn answer_new(page: &Page, before: &Entered, chance: &mut Chance, known: &Knowledge) -> Entered {
    let mut entered = preset(page);
    for (place, asked) in page.questions.iter().enumerate() {
        if fields(page, place).all(|field| !before.contains_key(&field.name)) {
            answer_question(page, place, asked, chance, known, &mut entered);
        }
    }
    entered
}

/// The password of a survey that asks for one, and what an authenticator asks for: the address of somebody on the list, or, as chance
/// will have it, another. What else a page offers beside its questions is left alone.
pub(super) fn fill_chrome(page: &Page, chance: &mut Chance, known: &Knowledge, entered: &mut Entered) {
    for field in page.fields().iter().filter(|field| !field.is_answer()) {
        if field.name.starts_with(CONTACT) {
            let address = if chance.percent(70) { ADDRESS } else { "nobody@example.org" };
            entered.insert(field.name.clone(), vec![address.to_owned()]);
        } else if matches!(&field.takes, Takes::Text(hints) if hints.kind == "password") {
            entered.insert(field.name.clone(), known.password.iter().cloned().collect());
        }
    }
}

/// The fields of a question.
pub(super) fn fields(page: &Page, question: usize) -> impl Iterator<Item = &Field> {
    page.fields().iter().filter(move |field| field.question == Some(question) && field.is_answer())
}

/// Enters an answer to one question.
pub(super) fn answer_question(
    page: &Page,
    place: usize,
    asked: &Asked,
    chance: &mut Chance,
    known: &Knowledge,
    entered: &mut Entered,
) {
    let all: Vec<&Field> = fields(page, place).collect();
    if all.iter().any(|field| field.rank) {
        return rank(&all, chance, entered);
    }
    let total = asked.hints.iter().flat_map(|hint| numbers(hint)).next();
    if let Some(total) = total.filter(|_| all.iter().all(|field| matches!(field.takes, Takes::Text(_)))) {
        return add_up(&all, total, chance, entered);
    }
    for field in &all {
        let values = match &field.takes {
            // Who screens respondents lets those through, more often than not, who give the first answer.
            Takes::One(offers) => {
                let first = offers.first().filter(|_| chance.percent(30));
                first.or_else(|| chance.pick(offers)).map(|offer| offer.value.clone()).into_iter().collect()
            }
            Takes::Several(_) => {
                let wanted = 1 + chance.below(field.offers().len());
                some(field, wanted, chance)
            }
            // The texts of choices come when the choices are picked.
            Takes::Text(_) if choice_of(field, &all).is_some() => continue,
            Takes::Text(hints) => vec![text(hints, chance, known)],
            Takes::File => Vec::new(),
        };
        entered.insert(field.name.clone(), values);
    }
    texts_of_choices(&all, chance, known, entered);
}

/// So many of what a field offers; what stands alone only by itself.
pub(super) fn some(field: &Field, wanted: usize, chance: &mut Chance) -> Vec<String> {
    let mut offers = field.offers().to_vec();
    chance.shuffle(&mut offers);
    if let Some(alone) = offers.first().filter(|offer| offer.alone && wanted <= 1) {
        return vec![alone.value.clone()];
    }
    offers.retain(|offer| !offer.alone);
    offers.into_iter().take(wanted).map(|offer| offer.value).collect()
}

/// Gives each a rank of its own.
pub(super) fn rank(fields: &[&Field], chance: &mut Chance, entered: &mut Entered) {
    let mut ranks: Vec<String> = (1..=fields.len()).map(|rank| rank.to_string()).collect();
    chance.shuffle(&mut ranks);
    for (field, rank) in fields.iter().zip(ranks) {
        entered.insert(field.name.clone(), vec![rank]);
    }
}

/// Enters numbers that add up to a total.
pub(super) fn add_up(fields: &[&Field], total: f64, chance: &mut Chance, entered: &mut Entered) {
    let parts = if total > 0.0 && total.fract() == 0.0 && chance.percent(70) { fields.len() } else { 1 };
    let mut left = total;
    for (place, field) in fields.iter().enumerate() {
        let part = match place + 1 < parts {
            true => (left / 2.0).floor(),
            false => left,
        };
        left -= part;
        entered.insert(field.name.clone(), vec![part.to_string()]);
    }
}

/// Enters the texts of the choices that are picked, and no others.
pub(super) fn texts_of_choices(
    fields: &[&Field],
    chance: &mut Chance,
    known: &Knowledge,
    entered: &mut Entered,
) {
    for field in fields {
        let (Takes::Text(hints), Some((of, choice))) = (&field.takes, choice_of(field, fields)) else {
            continue;
        };
        let is_picked = entered.get(&of).is_some_and(|picked| picked.contains(&choice));
        let written =
            if is_picked && chance.percent(80) { vec![text(hints, chance, known)] } else { Vec::new() };
        entered.insert(field.name.clone(), written);
    }
}

/// The field and the choice that a text belongs to: `QID1_3_TEXT` to choice 3 of `QID1`.
fn choice_of(field: &Field, fields: &[&Field]) -> Option<(String, String)> {
    let (of, choice) = field.name.strip_suffix("_TEXT")?.rsplit_once('_')?;
    let owner = fields.iter().find(|field| field.name == of)?;
    let is_offered = owner.offers().iter().any(|offer| offer.value == choice);
    is_offered.then(|| (of.to_owned(), choice.to_owned()))
}

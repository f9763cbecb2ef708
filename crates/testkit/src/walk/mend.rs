//! What somebody does whose page came back: they read what is wrong and enter something else there.

use super::chance::Chance;
use super::field::{Field, Takes};
use super::hand::{self, Entered};
use super::page::Page;
use super::words::{Knowledge, numbers, tries};

/// Changes what the page says is wrong; `attempt` counts how often that was done for this page.
pub(super) fn mend(page: &Page, attempt: usize, chance: &mut Chance, known: &Knowledge) -> Entered {
    let mut entered = hand::preset(page);
    hand::fill_chrome(page, chance, known, &mut entered);
    for (place, asked) in page.questions.iter().enumerate().filter(|(_, asked)| !asked.problems.is_empty()) {
        let all: Vec<&Field> = hand::fields(page, place).collect();
        let told: Vec<f64> = asked.problems.iter().flat_map(|problem| numbers(problem)).collect();
        let number = told.get(attempt % told.len().max(1)).copied();
        let is_empty = |entered: &Entered| {
            all.iter().all(|field| {
                entered.get(&field.name).is_none_or(|values| values.iter().all(String::is_empty))
            })
        };
        if is_empty(&entered) {
            hand::answer_question(page, place, asked, chance, known, &mut entered);
            continue;
        }
        if all.iter().any(|field| field.rank) {
            hand::rank(&all, chance, &mut entered);
            continue;
        }
        if let Some(total) = number.filter(|_| !asked.hints.is_empty()) {
            hand::add_up(&all, total, chance, &mut entered);
            continue;
        }
        // Which field it is the page cannot always tell: of a question without a marked one all are gone through.
        let any_marked = all.iter().any(|field| field.wrong);
        for field in all.iter().filter(|field| field.wrong || !any_marked) {
            let empty = entered.get(&field.name).is_none_or(|values| values.iter().all(String::is_empty));
            let values = match &field.takes {
                // A row that was left out, or a choice that was refused.
                Takes::One(offers) if empty || any_marked || attempt > 0 => {
                    chance.pick(offers).map(|offer| offer.value.clone()).into_iter().collect()
                }
                Takes::One(_) => continue,
                Takes::Several(offers) => {
                    let wanted = match (number, attempt % 3) {
                        (Some(number), 0 | 1) => number.max(1.0) as usize,
                        (_, 2) => 1 + chance.below(offers.len()),
                        _ => 1,
                    };
                    hand::some(field, wanted, chance)
                }
                Takes::Text(hints) => {
                    let tries = tries(hints, &asked.problems, chance, known);
                    tries.get(attempt % tries.len().max(1)).cloned().into_iter().collect()
                }
                Takes::File => continue,
            };
            entered.insert(field.name.clone(), values);
        }
        // The text of a choice that was refused was changed above; that of one that is not picked any more goes.
        drop_unpicked(&all, &mut entered);
    }
    entered
}

fn drop_unpicked(fields: &[&Field], entered: &mut Entered) {
    for field in fields {
        let Some((of, choice)) = field.name.strip_suffix("_TEXT").and_then(|name| name.rsplit_once('_'))
        else {
            continue;
        };
        let is_offered = fields
            .iter()
            .any(|owner| owner.name == of && owner.offers().iter().any(|offer| offer.value == choice));
        if is_offered && entered.get(of).is_some_and(|picked| !picked.iter().any(|one| one == choice)) {
            entered.insert(field.name.clone(), Vec::new());
        }
    }
}

//! Questions that ask for numbers: sliders, stars, sums, ranks.

use engine::run::view::{NumberView, QuestionView};
use maud::{Markup, html};
use model::limits::surveys::RANK_LISTS;

use crate::labels::{named, text_id};
use crate::problems::{described_by, id, is_wrong};
use crate::spoken::Spoken;

/// Numbers on a scale. Without a script they are typed; the script puts a slider before each field. A slider alone
/// would always send a number, even one nobody chose.
pub(crate) fn sliders(view: &QuestionView, fields: &[NumberView]) -> Markup {
    html! {
        div .numbers role="group" aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)] {
            @for (place, field) in fields.iter().enumerate() {
                @if field.stars { (stars(view, field, place + 1)) } @else {
                    div .number {
                        (label(field, place + 1))
                        div .slide data-slide {
                            (input(view, field))
                            span .range aria-hidden="true" { (field.least) " – " (field.most) }
                        }
                    }
                }
            }
        }
    }
}

/// Numbers that are added up.
pub(crate) fn sum(view: &QuestionView, fields: &[NumberView], total: Option<&str>, words: &Spoken) -> Markup {
    let so_far = engine::run::total(fields.iter().map(|field| field.value.as_str()));
    html! {
        @if let Some(total) = total { p .hint lang=[words.lang] { (words.total_wanted.replacen("{}", total, 1)) } }
        div .numbers data-sum role="group" aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)] {
            @for (place, field) in fields.iter().enumerate() { div .number { (label(field, place + 1)) (input(view, field)) } }
            div .number.total { span lang=[words.lang] { (words.total) } output { (so_far) } }
        }
    }
}

/// Items to be ranked.
pub(crate) fn ranks(view: &QuestionView, fields: &[NumberView], words: &Spoken) -> Markup {
    html! {
        p .hint lang=[words.lang] { (words.rank_hint) }
        div .numbers role="group" aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)] {
            @for (place, field) in fields.iter().enumerate() {
                div .number.rank {
                    (label(field, place + 1))
                    @if fields.len() > RANK_LISTS { (input(view, field)) } @else { select name=(field.name) id=(id(&field.name))
                        aria-labelledby=(format!("{} {}-label", text_id(view), id(&field.name)))
                        aria-invalid=[is_wrong(view, &field.name).then_some("true")] {
                        option value="" { "–" }
                        @for rank in 1..=fields.len() {
                            option value=(rank) selected[field.value == rank.to_string()] { (rank) }
                        }
                    } }
                }
            }
        }
    }
}

fn stars(view: &QuestionView, field: &NumberView, number: usize) -> Markup {
    let most = field.most.clamp(1.0, 20.0) as usize;
    let label = format!("{}-label", id(&field.name));
    html! {
        div .number {
            span id=(label) { (named(&field.label, number)) }
            div .stars role="radiogroup" aria-labelledby=(format!("{} {label}", text_id(view))) {
                @for star in 1..=most {
                    label .star {
                        input type="radio" name=(field.name) value=(star)
                            id=(if star == 1 { id(&field.name) } else { format!("{}-{star}", id(&field.name)) })
                            checked[field.value == star.to_string()];
                        span aria-hidden="true" { "★" }
                        span .unseen { (star) " / " (most) }
                    }
                }
            }
        }
    }
}

fn label(field: &NumberView, number: usize) -> Markup {
    html! { label for=(id(&field.name)) id=(format!("{}-label", id(&field.name))) { (named(&field.label, number)) } }
}

fn input(view: &QuestionView, field: &NumberView) -> Markup {
    // A text field that brings up digits: number fields swallow what they do not understand without a word.
    html! {
        input .short type="text" inputmode="decimal" name=(field.name) id=(id(&field.name)) value=(field.value)
            aria-labelledby=(format!("{} {}-label", text_id(view), id(&field.name)))
            data-least=(field.least) data-most=[(field.most < 1e15).then_some(field.most)] data-step=(field.step)
            aria-invalid=[is_wrong(view, &field.name).then_some("true")];
    }
}

//! What a respondent answered, shown to them.

use engine::run::AnsweredQuestion;
use maud::{Markup, html};

use crate::html::{block, safe};
use crate::spoken::Spoken;

/// The answers, under a heading.
pub(crate) fn answers(answered: &[AnsweredQuestion], heading: &str, words: &Spoken) -> Markup {
    html! {
        section .answers aria-labelledby="answers" {
            h2 #answers lang=[words.lang] { (heading) }
            ol {
                @for question in answered {
                    li {
                        div .text { (block(&question.text)) }
                        @match &question.answers {
                            None => {}
                            Some(lines) if lines.is_empty() => p .none lang=[words.lang] { (words.unanswered) },
                            Some(lines) => @for (label, value) in lines {
                                div .answer {
                                    @if !label.is_empty() { div .label { (safe(label)) } }
                                    @if !value.is_empty() { div .value { (safe(value)) } }
                                }
                            },
                        }
                    }
                }
            }
        }
    }
}

//! The example's card: a tab for each language, and this request or the whole job. Radio buttons, so that both work
//! without a script; the page's module replaces the text of a block while one types.

use contract::Description;
use maud::{Markup, html};

use super::{Language, Scope, Snippet};
use crate::Site;
use crate::highlight;
use crate::values::Values;

pub(crate) fn card(description: &Description, values: &Values, site: &Site) -> Markup {
    let snippets = super::all(description, values, site);
    let languages = Language::ALL.into_iter().filter(|language| of(&snippets, *language).next().is_some());
    let languages: Vec<Language> = languages.collect();
    let has_job = snippets.iter().any(|snippet| snippet.scope == Scope::Job);
    html! {
        fieldset.tabs.languages data-examples=(description.operation.id) {
            legend.hidden { "Language of the example, and how much it does" }
            @for (number, language) in languages.iter().enumerate() {
                input id={ "lang-" (language.slug()) } type="radio" name="language" value=(language.slug()) checked[number == 0];
                label for={ "lang-" (language.slug()) } { (language.title()) }
            }
            @if has_job { (scopes()) }
            @for language in languages {
                div class={ "panel " (language.slug()) } {
                    @for snippet in of(&snippets, language) { (block(snippet, of(&snippets, language).count() > 1)) }
                }
            }
        }
    }
}

fn scopes() -> Markup {
    html! {
        @for scope in [Scope::Request, Scope::Job] {
            input.scope id={ "scope-" (scope.slug()) } type="radio" name="scope" value=(scope.slug())
                checked[scope == Scope::Request];
            label.scope for={ "scope-" (scope.slug()) } { (scope.title()) }
        }
    }
}

/// A program; one that there is for a single scope shows whichever is chosen.
fn block(snippet: &Snippet, choice: bool) -> Markup {
    let label = format!("{}, {}", snippet.language.title(), snippet.scope.title().to_lowercase());
    html! {
        div class={ "code" @if choice { " of-" (snippet.scope.slug()) } } data-copy
            data-language=(snippet.language.slug()) data-scope=(snippet.scope.slug()) {
            pre role="region" aria-label=(label) tabindex="0" {
                code { (highlight::markup(snippet.language.code(), &snippet.text)) }
            }
        }
    }
}

fn of(snippets: &[Snippet], language: Language) -> impl Iterator<Item = &Snippet> {
    snippets.iter().filter(move |snippet| snippet.language == language)
}

//! A page of a survey.

use engine::run::PageView;
use engine::run::view::{CellInput, Input, MatrixView};
use maud::{Markup, html};
use model::language;

use crate::answered::answers;
use crate::frame::{Head, direction};
use crate::html::safe;
use crate::spoken::{self, Spoken};
use crate::{problems, question};

/// What a page needs besides its questions.
#[derive(Debug, Clone, Default)]
pub struct PageChrome {
    /// Where the form is sent to.
    pub action: String,
    /// What names the respondent's place; sent back as `~token`.
    pub token: String,
    /// The survey is only looked at: a line at the top says that nothing counts.
    pub preview: bool,
    /// The respondent came back to where they were: where they can begin anew instead.
    pub again: Option<String>,
    /// Search engines may list the page.
    pub is_listed: bool,
}

/// From how many columns on a table takes the width of a wide page.
const MANY_COLUMNS: usize = 8;

/// The page as an HTML document.
#[must_use]
pub fn survey_page(page: &PageView, chrome: &PageChrome) -> String {
    let words = spoken::of(&page.language);
    let base = other_language(&page.base_language, &page.language);
    let has_problems = page.questions.iter().any(|question| !question.problems.is_empty());
    // All cards of a page have one width.
    let is_wide = page.questions.iter().any(|question| wants_width(&question.input));
    let body = html! {
        @if chrome.preview { aside .preview lang="en" dir="ltr" { "Preview: answers count as tests." } }
        main .page.wide[is_wide] {
            @if let Some(address) = &chrome.again {
                p .resumed lang=[words.lang] { (words.resumed) " " a href=(address) { (words.begin_again) } }
            }
            header .head {
                (chooser(page, &words))
                @if page.title.is_empty() { h1 .unseen lang=[words.lang] { (words.survey) } } @else {
                    h1 .title lang=[base.as_deref()] { (page.title) }
                }
                @if !page.header.trim().is_empty() { div .author { (safe(&page.header)) } }
                @if page.shows_progress {
                    div .progress {
                        label for="progress" lang=[words.lang] { (words.progress) }
                        progress #progress max="100" value=(page.progress) { (page.progress) " %" }
                        span aria-hidden="true" { (page.progress) " %" }
                    }
                }
            }
            (problems::summary(page, &words))
            form #survey .highlights[page.highlights] method="post" action=(chrome.action) novalidate autocomplete="off" {
                input type="hidden" name="~token" value=(chrome.token);
                input type="hidden" name="~page" value=(page.mark);
                @for (place, view) in page.questions.iter().enumerate() { (question::question(view, place + 1, &words)) }
                @if let Some(answered) = &page.confirms { (answers(answered, words.confirm, &words)) }
                div .buttons {
                    (button("next", &page.next_label, words.next, base.as_deref(), &words))
                    @if page.back { (button("back", &page.back_label, words.back, base.as_deref(), &words)) }
                }
            }
            @if !page.footer.trim().is_empty() { footer .author { (safe(&page.footer)) } }
        }
    };
    let head = Head {
        tag: &language::tag(&page.language),
        title: &title(page, &words, has_problems),
        description: &page.description,
        is_listed: chrome.is_listed,
        goes_to: None,
    };
    head.document(&body)
}

/// Which page of which survey it is, and whether something is wrong on it.
fn title(page: &PageView, words: &Spoken, has_problems: bool) -> String {
    let survey = if page.title.is_empty() { words.survey } else { page.title.trim() };
    let number = words.page.replacen("{}", &page.number.to_string(), 1);
    let title = format!("{number} – {survey}");
    if has_problems { format!("{}: {title}", words.error) } else { title }
}

/// The languages of the survey. They are sent with the page, so that what was entered stays.
fn chooser(page: &PageView, words: &Spoken) -> Markup {
    if page.languages.is_empty() {
        return html! {};
    }
    html! {
        // Browsers take the first button of a form for the key Enter, which is to go on.
        button .unseen type="submit" form="survey" name="direction" value="next" tabindex="-1" aria-hidden="true" {}
        div .languages {
            label for="language" lang=[words.lang] { (words.language) }
            select #language name="~language" form="survey" {
                @for (code, name) in &page.languages {
                    @let tag = language::tag(code);
                    option value=(code) selected[*code == page.language] lang=(tag) dir=(direction(&tag)) { (name) }
                }
            }
            button .change type="submit" form="survey" name="direction" value="language" lang=[words.lang] { (words.change) }
        }
    }
}

fn button(way: &str, own: &str, usual: &str, base: Option<&str>, words: &Spoken) -> Markup {
    // Authors' buttons are often nothing but arrows, which a screen reader does not say.
    let is_own = own.chars().any(char::is_alphanumeric);
    html! {
        button class=(way) type="submit" name="direction" value=(way) lang=[if is_own { base } else { words.lang }] {
            (if is_own { own } else { usual })
        }
    }
}

/// The tag of a language where a page is in another one.
fn other_language(code: &str, page: &str) -> Option<String> {
    let tag = language::tag(code);
    (tag != language::tag(page)).then(|| tag.into_owned())
}

fn wants_width(input: &Input) -> bool {
    let is_long =
        |table: &MatrixView| table.cell != CellInput::DropDown && table.columns.len() >= MANY_COLUMNS;
    match input {
        Input::Matrix(table) => is_long(table),
        Input::SideBySide(tables) => tables.len() > 1 || tables.iter().any(|(_, table)| is_long(table)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use engine::run::view::{ChoiceLook, ChoiceView, ChoicesView, QuestionView};
    use engine::run::{AnswerProblem, Fault};

    use super::*;

    fn page() -> PageView {
        let choice = |id: &str, text: &str| ChoiceView {
            id: id.into(),
            text: text.into(),
            selected: id == "2",
            exclusive: false,
            entry: (id == "2").then(|| ("QID1_2_TEXT".to_owned(), "\"><script>".to_owned())),
        };
        let choices = ChoicesView {
            name: "QID1".into(),
            multiple: false,
            look: ChoiceLook::List,
            choices: vec![choice("1", "<b>Yes</b>"), choice("2", "Other")],
            ends: None,
        };
        let problem = AnswerProblem { question: "QID1".into(), field: "QID1".into(), fault: Fault::Required };
        PageView {
            title: "A <title>".into(),
            language: "DE".into(),
            base_language: "EN".into(),
            languages: vec![("EN".into(), "English".into()), ("DE".into(), "Deutsch".into())],
            number: 2,
            progress: 40,
            shows_progress: true,
            mark: "0.0.0".into(),
            header: "<script>alert(1)</script>".into(),
            footer: String::new(),
            questions: vec![QuestionView {
                key: "QID1".into(),
                tag: "Q<1".into(),
                text: "Why &lt;script&gt;?".into(),
                required: true,
                problems: vec![problem],
                input: Input::Choices(choices),
            }],
            confirms: None,
            back: true,
            next_label: " → ".into(),
            back_label: "Retour".into(),
            description: "About \"it\"".into(),
            is_listed: true,
            highlights: true,
        }
    }

    #[test]
    fn a_page_says_what_is_wrong_and_leads_to_it() {
        let html =
            survey_page(&page(), &PageChrome { action: "/jfe/form/SV_1".into(), ..PageChrome::default() });
        for part in [
            "<html lang=\"de\" dir=\"ltr\">",
            "<title>Fehler: Seite 2 – A &lt;title&gt;</title>",
            "href=\"#QID1\"",
            "id=\"QID1\" name=\"QID1\" value=\"1\"",
            "aria-describedby=\"QID1-error\"",
            "id=\"QID1-error\"",
            "value=\"2\" checked",
            "value=\"40\"",
        ] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
    }

    #[test]
    fn buttons_that_are_only_arrows_get_a_word() {
        let html = survey_page(&page(), &PageChrome::default());
        assert!(
            html.contains("value=\"next\">Weiter</button>")
                && html.contains("value=\"back\" lang=\"en\">Retour</button>"),
            "{html}"
        );
    }

    #[test]
    fn search_engines_are_told_what_the_author_says_and_may_list_what_the_server_lets_them() {
        let html = survey_page(&page(), &PageChrome::default());
        assert!(html.contains("<meta name=\"description\" content=\"About &quot;it&quot;\">"), "{html}");
        assert!(html.contains("content=\"noindex\"") && html.contains("class=\"highlights\""));
        assert!(html.contains("<span class=\"tag\">Q&lt;1</span>"));
        let listed = survey_page(&page(), &PageChrome { is_listed: true, ..PageChrome::default() });
        assert!(!listed.contains("noindex"), "{listed}");
    }

    #[test]
    fn nothing_that_was_entered_becomes_markup() {
        let chrome = PageChrome { token: "\"><script>".into(), ..PageChrome::default() };
        let html = survey_page(&page(), &chrome);
        assert_eq!(html.matches("<script").count(), 1, "only our own: {html}");
        assert!(html.contains("Why &lt;script&gt;?"));
    }
}

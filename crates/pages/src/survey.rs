//! A page of a survey.

use engine::run::PageView;
use maud::html;

use crate::frame::document;
use crate::html::safe;
use crate::words;
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
}

/// The page as an HTML document.
#[must_use]
pub fn survey_page(page: &PageView, chrome: &PageChrome) -> String {
    let words = words::of(&page.language);
    let title = if page.title.is_empty() { words.survey } else { &page.title };
    let has_problems = page.questions.iter().any(|question| !question.problems.is_empty());
    let label = |own: &str, usual: &str| {
        // Authors' buttons are often nothing but arrows, which a screen reader does not say.
        if own.chars().any(char::is_alphanumeric) { own.to_owned() } else { usual.to_owned() }
    };
    let body = html! {
        @if chrome.preview { aside .preview { "Preview: answers count as tests." } }
        main .page {
            header .head {
                @if page.title.is_empty() { h1 .unseen { (title) } } @else { h1 .title { (title) } }
                @if !page.header.trim().is_empty() { div .author { (safe(&page.header)) } }
                @if page.shows_progress {
                    div .progress {
                        label for="progress" { (words.progress) }
                        progress #progress max="100" value=(page.progress) { (page.progress) " %" }
                        span aria-hidden="true" { (page.progress) " %" }
                    }
                }
            }
            (problems::summary(page, words))
            form method="post" action=(chrome.action) novalidate autocomplete="off" {
                input type="hidden" name="~token" value=(chrome.token);
                input type="hidden" name="~page" value=(page.mark);
                @for view in &page.questions { (question::question(view, words)) }
                div .buttons {
                    button .next type="submit" name="direction" value="next" { (label(&page.next_label, words.next)) }
                    @if page.back {
                        button .back type="submit" name="direction" value="back" {
                            (label(&page.back_label, words.back))
                        }
                    }
                }
            }
            @if !page.footer.trim().is_empty() { footer .author { (safe(&page.footer)) } }
        }
    };
    let title = if has_problems { format!("{}: {title}", words.error) } else { title.to_owned() };
    document(&page.language, &title, None, &body)
}

#[cfg(test)]
mod tests {
    use engine::run::view::{ChoiceLook, ChoiceView, ChoicesView, Input, QuestionView};
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
            progress: 40,
            shows_progress: true,
            mark: "0.0.0".into(),
            header: "<script>alert(1)</script>".into(),
            footer: String::new(),
            questions: vec![QuestionView {
                key: "QID1".into(),
                text: "Why &lt;script&gt;?".into(),
                required: true,
                problems: vec![problem],
                input: Input::Choices(choices),
            }],
            back: true,
            next_label: " → ".into(),
            back_label: "Retour".into(),
        }
    }

    #[test]
    fn a_page_says_what_is_wrong_and_leads_to_it() {
        let html =
            survey_page(&page(), &PageChrome { action: "/jfe/form/SV_1".into(), ..PageChrome::default() });
        for part in [
            "<html lang=\"de\" dir=\"ltr\">",
            "<title>Fehler: A &lt;title&gt;</title>",
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
                && html.contains("value=\"back\">Retour</button>"),
            "{html}"
        );
    }

    #[test]
    fn nothing_that_was_entered_becomes_markup() {
        let chrome = PageChrome { token: "\"><script>".into(), ..PageChrome::default() };
        let html = survey_page(&page(), &chrome);
        assert_eq!(html.matches("<script").count(), 1, "only our own: {html}");
        assert!(html.contains("Why &lt;script&gt;?"));
    }
}

//! The page that asks for a survey's password.

use maud::html;
use model::language;

use crate::frame::document;
use crate::spoken;

/// What the page needs.
#[derive(Debug, Clone, Default)]
pub struct PasswordPage {
    /// Where the form is sent to.
    pub action: String,
    /// What names the respondent's place; sent back as `~token`.
    pub token: String,
    /// Another password was given.
    pub wrong: bool,
    /// There were too many wrong ones: how many minutes there are none taken.
    pub wait: Option<u64>,
    /// Tags of the languages to tell it in, the best first.
    pub languages: Vec<String>,
}

/// The page; its form sends `~password`. The survey's own title and texts are for those who have it.
#[must_use]
pub fn password_page(page: &PasswordPage) -> String {
    let words = spoken::fitting(&page.languages);
    let problem = match page.wait {
        Some(minutes) => Some(words.password_wait.replacen("{}", &minutes.to_string(), 1)),
        None => page.wrong.then(|| words.password_wrong.to_owned()),
    };
    let body = html! {
        main .page.password {
            h1 .title { (words.password_heading) }
            form method="post" action=(page.action) novalidate {
                input type="hidden" name="~token" value=(page.token);
                div .question.wrong[problem.is_some()] {
                    @if let Some(problem) = &problem { div #problem .error role="alert" { p { (problem) } } }
                    div .field {
                        label for="password" { (words.password) }
                        input #password type="password" name="~password" autocomplete="off" required
                            aria-describedby=[problem.as_ref().map(|_| "problem")]
                            aria-invalid=[problem.as_ref().map(|_| "true")];
                    }
                }
                div .buttons { button .next type="submit" { (words.next) } }
            }
        }
    };
    let heading = words.password_heading;
    let title = if problem.is_some() { format!("{}: {heading}", words.error) } else { heading.to_owned() };
    document(&language::tag(words.code), &title, None, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_what_is_wrong_in_the_readers_language() {
        let page = PasswordPage { languages: vec!["de-AT".into()], ..PasswordPage::default() };
        assert!(password_page(&page).contains("<html lang=\"de\" dir=\"ltr\">"));
        assert!(!password_page(&page).contains("role=\"alert\""));
        let wrong = password_page(&PasswordPage { wrong: true, ..page.clone() });
        assert!(
            wrong.contains("Das ist nicht das Passwort") && wrong.contains("aria-invalid=\"true\""),
            "{wrong}"
        );
        let wait = password_page(&PasswordPage { wait: Some(3), ..page });
        assert!(wait.contains("in 3 Minuten"), "{wait}");
    }
}

//! The page that asks somebody whether a program may act for them. It works without a script and has none.

use maud::{Markup, html};

use crate::frame;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Consent<'a> {
    /// Where the form goes.
    pub action: &'a str,
    /// What people call the program.
    pub client: &'a str,
    /// The organization whose users may be asked.
    pub organization: &'a str,
    /// What the program wants to do: in words, and the name of the scope.
    pub scopes: Vec<(String, String)>,
    /// Where the browser goes from here.
    pub leads_to: &'a str,
    /// Names and values that the form brings along.
    pub brought: Vec<(&'a str, &'a str)>,
    /// The name that was typed before.
    pub username: &'a str,
    /// What was wrong with what was sent before.
    pub problem: Option<&'a str>,
}

/// Why nobody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentRefused<'a> {
    /// The program asks wrongly: how.
    Wrong(&'a str),
    /// The address asks too often.
    TooMany,
    /// A fault of ours.
    Fault,
}

/// What a browser may load and do on these pages. Browsers hold a form's redirect to the policy too, so the program's own
/// origin stands in it.
#[must_use]
pub fn consent_policy(leads_to: Option<&str>) -> String {
    let leads_to = leads_to.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{leads_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// The page that asks.
#[must_use]
pub fn consent_page(consent: &Consent<'_>) -> String {
    let title = format!("Let {} act for you?", consent.client);
    let problem = consent.problem.map(|_| "problem");
    let wrong = consent.problem.map(|_| "true");
    let body = html! {
        main .page {
            div .head {
                h1 .title { (title) }
                p .author {
                    "You are asked by " strong { (consent.client) } ", a program of the organization "
                    strong { (consent.organization) } ". It wants to be able to:"
                }
                ul {
                    @for (words, name) in &consent.scopes { li { (words) " (" code { (name) } ")" } }
                }
                p .author { "From here you are led to " code { (consent.leads_to) } "." }
            }
            @if let Some(problem) = consent.problem {
                div .summary #problem role="alert" { strong { (problem) } }
            }
            form method="post" action=(consent.action) {
                @for (name, value) in &consent.brought { input type="hidden" name=(name) value=(value); }
                div .question {
                    div .form {
                        (field("username", "User name", "text", consent.username, "username", wrong, problem))
                        (field("password", "Password", "password", "", "current-password", wrong, problem))
                    }
                }
                div .buttons {
                    button .next type="submit" name="decision" value="allow" { "Allow" }
                    button .back type="submit" name="decision" value="deny" formnovalidate { "Deny" }
                }
            }
        }
    };
    frame::plain(&title, &body)
}

fn field(
    name: &str,
    label: &str,
    kind: &str,
    value: &str,
    fills: &str,
    wrong: Option<&str>,
    described: Option<&str>,
) -> Markup {
    html! {
        div .field {
            label for=(name) { (label) }
            input id=(name) type=(kind) name=(name) value=[(!value.is_empty()).then_some(value)] required
                autocomplete=(fills) autocapitalize="none" spellcheck="false"
                aria-invalid=[wrong] aria-describedby=[described];
        }
    }
}

/// The page that says why nobody is asked.
#[must_use]
pub fn consent_refused_page(why: ConsentRefused<'_>) -> String {
    let (heading, text, help, kind) = match why {
        ConsentRefused::Wrong(words) => (
            "The program asks wrongly",
            words,
            "Nothing was allowed. Please tell whoever runs the program that led you here.",
            "closed",
        ),
        ConsentRefused::TooMany => (
            "Too many requests",
            "Your address has asked for this page many times within a minute.",
            "Please try again in a minute.",
            "closed",
        ),
        ConsentRefused::Fault => (
            "That did not work",
            "This server cannot answer at the moment.",
            "Please try again in a while.",
            "failed",
        ),
    };
    let body = html! {
        main .page.notice {
            div class=(format!("sign {kind}")) aria-hidden="true" {}
            h1 { (heading) }
            p { (text) }
            p { (help) }
        }
    };
    frame::plain(heading, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_who_asks_for_what_and_holds_nothing_that_acts() {
        let page = consent_page(&Consent {
            action: "/oauth2/auth",
            client: "<b>Night</b> export",
            organization: "acme",
            scopes: vec![("read surveys".into(), "read:surveys".into())],
            leads_to: "https://app.example/\"><script>",
            brought: vec![("state", "\"><script>")],
            username: "sam\"",
            problem: Some("The user name or the password is wrong."),
        });
        assert!(
            page.contains("&lt;b&gt;Night") && page.contains("read surveys (<code>read:surveys"),
            "{page}"
        );
        assert!(page.contains("role=\"alert\"") && page.contains("value=\"sam&quot;\""), "{page}");
        assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<b>"), "{page}");
        let allow = page.find("value=\"allow\"").unwrap();
        assert!(allow < page.find("value=\"deny\"").unwrap(), "the enter key presses the first button");
        assert!(!consent_refused_page(ConsentRefused::Wrong("<b>")).contains("<b>"));
    }

    #[test]
    fn the_policy_names_where_the_form_leads_and_nothing_else() {
        let policy = consent_policy(Some("https://app.example"));
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        assert!(consent_policy(None).contains("form-action 'self';"));
        assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"));
    }
}

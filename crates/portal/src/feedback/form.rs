//! The form, and what takes its place after it was sent.

use maud::{Markup, html};

/// How often an hour one address may answer.
pub const AN_HOUR: u32 = 20;

/// The name of the field that people leave empty because they do not see it.
pub const TRAP: &str = "website";

/// What is said after the form was sent.
#[derive(Debug, Clone)]
pub enum Acknowledged {
    /// After Yes.
    Helped,
    /// After No; the id under which the comment follows.
    DidNotHelp(String),
    /// After the comment.
    Commented,
    /// It was not taken, and why.
    Refused(&'static str),
}

/// The form of the page with this address.
pub(crate) fn block(page: &str) -> Markup {
    html! {
        section.helpful aria-labelledby="helpful" {
            h2 #helpful { "Was this helpful?" }
            div data-inline {
                form method="post" action="/docs/feedback" {
                    input type="hidden" name="page" value=(page);
                    (trap())
                    div.buttons {
                        button type="submit" name="helpful" value="yes" { "Yes" }
                        button type="submit" name="helpful" value="no" { "No" }
                    }
                }
            }
            p.help { "Your answer is used only to improve this page." }
            p.help {
                "No third party protects this form: it is taken from this server's own pages only, a hidden field catches "
                "programs, and one address may answer " (AN_HOUR) " times an hour. It does not track you and sets no cookie. "
                a href="/docs/feedback" { "What becomes of feedback" }
            }
        }
    }
}

/// What is said after the form was sent.
pub(crate) fn acknowledgement(page: &str, said: &Acknowledged) -> Markup {
    match said {
        Acknowledged::Helped => {
            html! { p role="status" { "Thank you. It is good to know that this page does its work." } }
        }
        Acknowledged::DidNotHelp(id) => html! {
            p role="status" { "Thank you. This page has to become better, and a few words from you would help with it." }
            (comment(page, id))
        },
        Acknowledged::Commented => {
            html! { p role="status" { "Thank you. What you wrote is kept with your answer." } }
        }
        Acknowledged::Refused(why) => html! { p.problem role="alert" { (why) } },
    }
}

fn comment(page: &str, id: &str) -> Markup {
    html! {
        form.try method="post" action="/docs/feedback" {
            input type="hidden" name="page" value=(page);
            input type="hidden" name="answer" value=(id);
            (trap())
            div.field {
                label for="feedback-comment" { "What was missing?" }
                textarea #feedback-comment name="comment" rows="4" maxlength="2000" required
                    aria-describedby="feedback-comment-help" {}
                p.help #feedback-comment-help {
                    "At most 2,000 characters. Whoever administers a brand on this server can read it, so leave out names, "
                    "tokens and anything private."
                }
            }
            div.buttons { button.primary type="submit" { "Send" } }
        }
    }
}

fn trap() -> Markup {
    html! { div hidden { label { "Leave this empty " input type="text" name=(TRAP) tabindex="-1" autocomplete="off"; } } }
}

//! What readers say of the pages of this server's documentation.
//!
//! It is about the server, not about a brand: whoever reads a page may answer, and the administrators of every brand of
//! this server may read the answers.

use model::FeedbackId;
pub use store::feedback::{Feedback, PageCount};

use crate::app::App;
use crate::context::Context;
use crate::error::Error;

/// How many answers a page of the list holds.
pub const PAGE: u32 = 100;
/// The longest comment, in characters.
pub const LONGEST_COMMENT: usize = 2000;

/// How many answers are kept; the oldest go.
const KEPT: i64 = 10_000;
/// The longest address of a page.
const LONGEST_ADDRESS: usize = 200;
/// How long after a No its comment is taken, in milliseconds.
const COMMENT_TAKEN: i64 = 3_600_000;

/// Keeps an answer and gives its id, by which a comment can follow. Whether there is such a page, the caller knows.
///
/// # Errors
/// When `page` is no address below `/docs`, or the store fails.
pub async fn record(app: &App, page: &str, helpful: bool) -> Result<FeedbackId, Error> {
    if !is_address(page) {
        return Err(Error::invalid("page", "the address of a page of the documentation is expected"));
    }
    let now = app.now();
    let id: FeedbackId = app.ids().id(now);
    let mut tx = app.store().begin_statement().await?;
    store::feedback::insert(&mut tx, &id, page, helpful, now).await?;
    tx.commit().await?;
    let mut tx = app.store().begin_statement().await?;
    store::feedback::trim(&mut tx, KEPT).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds what was missing to a No. False when there is no such answer, it has a comment, or was given long ago.
///
/// # Errors
/// When the comment is empty or too long, or the store fails.
pub async fn comment(app: &App, id: &FeedbackId, comment: &str) -> Result<bool, Error> {
    let comment = comment.trim();
    if comment.is_empty() || comment.chars().count() > LONGEST_COMMENT || comment.contains('\0') {
        let accepted = format!("text of at most {LONGEST_COMMENT} characters is expected");
        return Err(Error::invalid("comment", &accepted));
    }
    let since = app.now().plus(-COMMENT_TAKEN);
    let mut tx = app.store().begin_statement().await?;
    let added = store::feedback::set_comment(&mut tx, id, comment, since).await?;
    tx.commit().await?;
    Ok(added)
}

/// One page of the answers, the newest first, and whether more follow.
///
/// # Errors
/// When the caller administers no brand.
pub async fn list(cx: &mut Context, offset: u32) -> Result<(Vec<Feedback>, bool), Error> {
    allow(cx)?;
    let mut found = store::feedback::list(&mut cx.tx, offset.into(), i64::from(PAGE) + 1).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, more))
}

/// How often each page that has answers helped.
///
/// # Errors
/// When the caller administers no brand.
pub async fn counts(cx: &mut Context) -> Result<Vec<PageCount>, Error> {
    allow(cx)?;
    Ok(store::feedback::counts(&mut cx.tx).await?)
}

fn allow(cx: &Context) -> Result<(), Error> {
    if cx.is_administrator() { Ok(()) } else { Err(model::error::codes::FORBIDDEN.into()) }
}

fn is_address(page: &str) -> bool {
    let below = page.strip_prefix("/docs").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"/-_.".contains(&letter);
    below && page.len() <= LONGEST_ADDRESS && page.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn only_addresses_of_pages_are_taken() {
        for page in ["/docs", "/docs/reference/surveys/get-survey", "/docs/guides/dates-and-times"] {
            assert!(is_address(page), "{page}");
        }
        let long = format!("/docs/{}", "a".repeat(200));
        for page in ["", "/", "/docsx", "/API/v3", "docs", "/docs/a b", "/docs/?a", "/docs/é", &long] {
            assert!(!is_address(page), "{page}");
        }
    }
}

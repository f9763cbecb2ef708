//! Who can use a server that has just started, and how: only what was tried is told.

use model::text::ApiToken;
use services::{App, Error, example, operator};

/// What a person at the terminal can begin with.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// A token that works: the one that was brought along, else that of the example brand's administrator.
    pub(super) token: Option<ApiToken>,
    /// The path of a survey that can be taken: the example brand's.
    pub(super) survey_path: Option<String>,
    /// Whether a token was brought along that nobody has.
    pub(super) is_given_in_vain: bool,
    /// Whether there is nobody who could have a token.
    pub(super) is_nobodys: bool,
}

impl Access {
    /// Looks what works. `given` is the value of `CANVASS_ADMIN_TOKEN`.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn find(app: &App, given: Option<&ApiToken>) -> Result<Self, Error> {
        let works = match given {
            Some(token) => app.caller_by_token(token).await?.is_some(),
            None => false,
        };
        let token = match given.filter(|_| works) {
            Some(token) => Some(token.clone()),
            None => example::token(app).await?.map(ApiToken::stored),
        };
        let takes_responses = example::takes_responses(app).await?;
        Ok(Self {
            token,
            survey_path: takes_responses.then(|| format!("/jfe/form/{}", example::SURVEY_ID)),
            is_given_in_vain: given.is_some() && !works,
            is_nobodys: operator::brands(app).await?.is_empty(),
        })
    }
}

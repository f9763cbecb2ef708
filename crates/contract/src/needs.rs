//! What an access token of OAuth must be good for.

use model::scope::Scope;

/// Which scope of OAuth an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// What follows from its verb and its category.
    Usual,
    /// This one.
    Scope(Scope),
    /// None: any access token does.
    Nothing,
}

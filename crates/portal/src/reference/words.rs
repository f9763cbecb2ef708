//! Facts of an operation in words, for documents.

use contract::{Operation, Parity, Permission};

/// Who may call it.
pub(super) fn permission(operation: &Operation) -> &'static str {
    match operation.permission {
        Permission::AnyUser => "Any user with a token.",
        Permission::BrandAdministrator => "Brand administrators; anyone else gets 403.",
    }
}

/// How near it is to the original.
pub(super) fn parity(operation: &Operation) -> String {
    match operation.parity {
        Parity::Exact => "Answers as the original does.".to_owned(),
        Parity::Approximate(differs) => format!("Nearly the original. {differs}"),
        Parity::Ours(why) => format!("The original has nothing like it. {why}"),
    }
}

/// How often it may be called.
pub(super) fn rate(operation: &Operation) -> String {
    format!("{} calls a minute for each brand, where limits are switched on.", operation.calls_per_minute)
}

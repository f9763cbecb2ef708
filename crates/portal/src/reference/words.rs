//! Facts of an operation in words, for pages and documents.

use contract::{Leaf, Operation, Parity, Permission};

/// Who may call it.
pub(crate) fn permission(operation: &Operation) -> String {
    match operation.permission {
        Permission::AnyUser => "Any user with a token.".to_owned(),
        Permission::Account(leaf) => {
            format!("Any user who has the permission {}; anyone else gets 403.", leaf.name())
        }
        Permission::BrandAdministrator => "Brand administrators; anyone else gets 403.".to_owned(),
        Permission::Thing(action) => format!(
            "The survey's owner, members of the group that owns it, users with whom it is shared so that they may {}, and \
             administrators of the owner's division or of the brand{}; anyone else gets 403.",
            action.words(),
            account(Leaf::of(action)),
        ),
    }
}

/// What the account must have besides.
fn account(leaves: &[Leaf]) -> String {
    let names: Vec<&str> = leaves.iter().map(|leaf| leaf.name()).collect();
    match names.len() {
        0 => String::new(),
        1 => format!(", whose account has the permission {}", names[0]),
        _ => format!(", whose account has the permissions {}", names.join(" and ")),
    }
}

/// Which scope an access token of OAuth needs for it.
pub(crate) fn scope(operation: &Operation) -> String {
    operation.scope().map_or_else(|| "any".to_owned(), |scope| scope.to_string())
}

/// How near it is to the original, in a word.
pub(crate) fn level(parity: Parity) -> &'static str {
    match parity {
        Parity::Recorded(_) => "recorded",
        Parity::Documented => "documented",
        Parity::Near(_) => "near",
        Parity::Ours(_) => "ours",
    }
}

/// How near it is to the original, in a sentence.
pub(crate) fn parity(operation: &Operation) -> String {
    match operation.parity {
        Parity::Recorded(_) => {
            "A test compares the answer with one that was recorded of the original.".to_owned()
        }
        Parity::Documented => "Answers as the original is documented to.".to_owned(),
        Parity::Near(differs) => format!("Nearly the original. {differs}"),
        Parity::Ours(why) => format!("The original has nothing like it. {why}"),
    }
}

/// How often it may be called.
pub(crate) fn rate(operation: &Operation) -> String {
    format!("{} calls a minute for each brand, where limits are switched on.", operation.calls_per_minute)
}

/// A number of bytes in the largest unit that divides it.
pub(crate) fn size(bytes: u64) -> String {
    for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
        if bytes >> shift > 0 && bytes.is_multiple_of(1 << shift) {
            return format!("{} {unit}", bytes >> shift);
        }
    }
    format!("{bytes} bytes")
}

/// A number of seconds.
pub(crate) fn seconds(number: u64) -> String {
    format!("{number} {}", if number == 1 { "second" } else { "seconds" })
}

/// A text as it stands at the beginning of a line.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

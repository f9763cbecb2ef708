//! Every error that a caller can see.

use crate::error::{ErrorCode, codes};
use crate::id::MISSING;

/// The public table, and what is answered for ids of kinds that have a code of their own; in the order of the errors page.
#[must_use]
pub fn all() -> Vec<ErrorCode> {
    let mut all = codes::ALL.to_vec();
    let own = MISSING.iter().filter(|code| !codes::ALL.contains(code));
    let place = all.iter().rposition(|code| code.status == 404).map_or(all.len(), |last| last + 1);
    all.splice(place..place, own.copied());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_ids_stand_among_the_others_once() {
        let all = all();
        for code in MISSING {
            assert_eq!(all.iter().filter(|known| known.code == code.code).count(), 1, "{}", code.code);
        }
        assert!(all.is_sorted_by_key(|code| code.status), "by status");
    }
}

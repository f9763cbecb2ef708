//! What names a session.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::id_generator::IdGenerator;

const PREFIX: &str = "FS_";
/// Bytes of chance in it.
const LENGTH: usize = 16;

/// What names a session: `FS_` and 32 hexadecimal digits that nobody guesses. Whoever knows it sees what was answered and
/// may go on, so it is in no log, and no page leads elsewhere with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionName(String);

impl SessionName {
    /// A new one.
    pub(super) fn new(ids: &IdGenerator) -> Self {
        Self(format!("{PREFIX}{}", HEXLOWER.encode(&ids.bytes()[..LENGTH])))
    }

    /// Reads one; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (digits.len() == 2 * LENGTH && digits.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// The name as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FS_********")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_a_name_is_read() {
        let name = SessionName::new(&IdGenerator::seeded().unwrap());
        assert_eq!(SessionName::parse(name.as_str()), Some(name.clone()));
        assert!(!format!("{name:?}").contains(&name.as_str()[3..]));
        let wrong = [
            "",
            "FS_",
            "\0",
            "FS_\0",
            "FS_gone",
            &name.as_str()[..34],
            &format!("{}0", name.as_str()),
            &name.as_str().to_uppercase(),
            &name.as_str().replace("FS_", "FS-"),
            &format!("FS_{}", "é".repeat(16)),
        ]
        .map(SessionName::parse);
        assert_eq!(wrong, [const { None }; 10]);
    }
}

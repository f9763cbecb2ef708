//! Who owns a thing: a user or a group.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::typed::IdError;
use super::{GroupId, UserId};

const WORDS: &str = "UR_ or GR_ and 15 letters or digits";

/// A user or a group that owns a thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OwnerId {
    /// A user.
    User(UserId),
    /// A group: its members are owners all.
    Group(GroupId),
}

/// A library: every user and every group has one, and it is named by their id.
pub type LibraryId = OwnerId;

impl OwnerId {
    /// Reads the id of a user or of a group.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let user = UserId::parse(text).map(Self::User);
        user.or_else(|_| GroupId::parse(text).map(Self::Group)).map_err(|_| IdError(WORDS))
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::User(id) => id.as_str(),
            Self::Group(id) => id.as_str(),
        }
    }
}

impl From<UserId> for OwnerId {
    fn from(id: UserId) -> Self {
        Self::User(id)
    }
}
impl From<GroupId> for OwnerId {
    fn from(id: GroupId) -> Self {
        Self::Group(id)
    }
}
impl PartialEq<UserId> for OwnerId {
    fn eq(&self, user: &UserId) -> bool {
        matches!(self, Self::User(id) if id == user)
    }
}
impl fmt::Display for OwnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for OwnerId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for OwnerId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for OwnerId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OwnerId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(UR|GR)_[0-9A-Za-z]{9,27}$", "x-words": WORDS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_a_user_or_a_group() {
        assert!(matches!(OwnerId::parse("UR_1a2B3c4D5e6F7g8"), Ok(OwnerId::User(_))));
        assert!(matches!(OwnerId::parse("GR_1a2B3c4D5e6F7g8"), Ok(OwnerId::Group(_))));
        let refused = OwnerId::parse("SV_1a2B3c4D5e6F7g8").unwrap_err();
        assert_eq!(refused.to_string(), "UR_ or GR_ and 15 letters or digits is expected");
    }
}

//! The ids in a path: how they are read, and what is told of them. Names come from the path, everything else from the kind
//! of the id.

use model::id::{IdKind, Identifier};
use model::{BrandId, ErrorCode, FileId, Id, OauthTokenType, Problem, SurveyLanguageCode, VersionId};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Wrong, StrDeserializer};
use serde_json::Value;

use crate::parts::{Parameter, Place};
use crate::{Nothing, schema};

/// The ids in a path, in the order of the braces.
pub trait Path: Sized + Send + 'static {
    /// Reads them from pairs of name and value.
    ///
    /// # Errors
    /// What is answered when nothing has the id: what is no id of the kind cannot be one of anything.
    fn decode(pairs: &[(String, String)]) -> Result<Self, Problem>;

    /// Tells of each: the names are those in braces.
    fn describe(&self, names: &[&str]) -> Vec<Parameter>;

    /// What is answered when nothing has the id, and what to whoever may not do what was asked with the thing; in the
    /// order of the braces.
    fn answers() -> Vec<(ErrorCode, ErrorCode)>;
}

impl Path for Nothing {
    fn decode(_: &[(String, String)]) -> Result<Self, Problem> {
        Ok(Self {})
    }
    fn describe(&self, _: &[&str]) -> Vec<Parameter> {
        Vec::new()
    }
    fn answers() -> Vec<(ErrorCode, ErrorCode)> {
        Vec::new()
    }
}

fn one<I: Identifier>(pairs: &[(String, String)], place: usize) -> Result<I, Problem> {
    let (name, value) = pairs.get(place).map_or(("", ""), |(name, value)| (name.as_str(), value.as_str()));
    let text: StrDeserializer<'_, Wrong> = value.into_deserializer();
    I::deserialize(text).map_err(|wrong| {
        let missing = I::MISSING;
        Problem::told(missing, format!("{} Invalid parameter {name}: {wrong} in the path.", missing.message))
    })
}

fn parameter<I: Identifier>(id: &I, name: &str) -> Parameter {
    let schema = schema::of::<I>();
    Parameter {
        place: Place::Path,
        name: name.to_owned(),
        required: true,
        description: I::TELLS.to_owned(),
        accepts: schema::accepts(&schema),
        allowed: schema::allowed(&schema),
        schema: described(schema, I::TELLS),
        example: Some(id.to_string()),
    }
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

macro_rules! single {
    ($([$($kind:ident: $bound:path)?] $id:ty),+) => {$(
        impl<$($kind: $bound)?> Path for $id {
            fn decode(pairs: &[(String, String)]) -> Result<Self, Problem> {
                one(pairs, 0)
            }
            fn describe(&self, names: &[&str]) -> Vec<Parameter> {
                names.iter().map(|name| parameter(self, name)).collect()
            }
            fn answers() -> Vec<(ErrorCode, ErrorCode)> {
                vec![(Self::MISSING, Self::FORBIDDEN)]
            }
        }
    )+};
}
single!([K: IdKind] Id<K>, [] BrandId, [] FileId, [] OauthTokenType, [] SurveyLanguageCode, [] VersionId);

impl<A: Identifier, B: Identifier> Path for (A, B) {
    fn decode(pairs: &[(String, String)]) -> Result<Self, Problem> {
        Ok((one(pairs, 0)?, one(pairs, 1)?))
    }
    fn describe(&self, names: &[&str]) -> Vec<Parameter> {
        let [first, second] = names else { return Vec::new() };
        vec![parameter(&self.0, first), parameter(&self.1, second)]
    }
    fn answers() -> Vec<(ErrorCode, ErrorCode)> {
        vec![(A::MISSING, A::FORBIDDEN), (B::MISSING, B::FORBIDDEN)]
    }
}

#[cfg(test)]
mod tests {
    use model::{GroupId, SurveyId, UserId};

    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    #[test]
    fn what_is_no_id_is_nothings_id_and_is_named() {
        let refused = SurveyId::decode(&pairs(&[("surveyId", "SV_")])).unwrap_err();
        assert_eq!((refused.code.status, refused.code.code), (404, "GSI_2"));
        assert_eq!(
            refused.message,
            "Survey not found. Invalid parameter surveyId: SV_ and 15 letters or digits is expected in the path."
        );
    }

    #[test]
    fn a_tuple_takes_its_names_from_the_path() {
        let (group, user) = ("GR_1a2B3c4D5e6F7g8", "UR_1a2B3c4D5e6F7g8");
        let path = <(GroupId, UserId)>::decode(&pairs(&[("groupId", group), ("userId", user)])).unwrap();
        let told = path.describe(&["groupId", "userId"]);
        assert_eq!((told[0].name.as_str(), told[0].description.as_str()), ("groupId", "The group."));
        assert_eq!(told[1].example.as_deref(), Some(user));
        assert_eq!(<(GroupId, UserId)>::answers()[1].0.code, "USR_4");
    }
}

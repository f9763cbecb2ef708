//! Members of bodies that the original acts on and this server does not: they are declared, told on the page, and refused by
//! name, so that nobody takes a 200 for a change that was not made.

/// Makes types of such members: `NoPermissions = "permissions are not kept yet"`. Use them as `Option`.
///
/// Null and `false` ask for nothing and are taken; anything else is refused.
macro_rules! unsupported {
    ($($name:ident = $why:literal;)+) => {
        $(
            #[doc = concat!("Refused when it is given: ", $why, ".")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[allow(unreachable_pub)]
            pub struct $name;

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_bool(false)
                }
            }
            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    match serde_json::Value::deserialize(deserializer)? {
                        serde_json::Value::Null | serde_json::Value::Bool(false) => Ok(Self),
                        _ => Err(serde::de::Error::custom(concat!("it must be left out: ", $why))),
                    }
                }
            }
            impl schemars::JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }
                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({ "x-unsupported": $why })
                }
            }
        )+
    };
}
pub(crate) use unsupported;

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    unsupported! {
        NoPermissions = "permissions are not kept yet";
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Wanted {
        permissions: Option<NoPermissions>,
    }

    #[test]
    fn what_asks_for_nothing_is_taken_and_the_rest_refused_with_the_reason() {
        for text in ["{}", r#"{"permissions":null}"#, r#"{"permissions":false}"#] {
            assert!(serde_json::from_str::<Wanted>(text).is_ok(), "{text}");
        }
        let refused = crate::body::read_json::<Wanted>(br#"{"permissions":{"a":1}}"#).unwrap_err().message;
        assert!(
            refused.contains("permissions: it must be left out: permissions are not kept yet"),
            "{refused}"
        );
        assert!(serde_json::from_str::<Wanted>("{}").unwrap().permissions.is_none());
    }
}

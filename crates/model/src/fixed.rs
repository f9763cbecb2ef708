//! Members of answers that always hold the same here, because there is nothing behind them. Their type says so, and the
//! reference prints why.

/// Makes types of one value: `NeverExpires: Null = null, "accounts do not end by themselves here"`.
///
/// The value is written, whatever is read is passed over, and the schema holds it as `const` with the reason as `x-fixed`.
#[macro_export]
macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $value:tt, $why:literal;)+) => {
        $(
            #[doc = concat!("Always `", stringify!($value), "` here: ", $why, ".")]
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
            #[allow(unreachable_pub)]
            pub struct $name;

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serde::Serialize::serialize(&serde_json::json!($value), serializer)
                }
            }
            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
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
                    schemars::json_schema!({ "const": $value, "x-fixed": $why })
                }
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    fixed! {
        NoMail = false, "no mail is sent to users";
        NeverEnds = null, "accounts do not end";
    }

    #[test]
    fn the_value_and_the_reason_are_told() {
        assert_eq!(serde_json::to_string(&(NoMail, NeverEnds)).unwrap(), "[false,null]");
        let schema = serde_json::to_value(schemars::schema_for!(NoMail)).unwrap();
        assert_eq!(
            (&schema["const"], &schema["x-fixed"]),
            (&false.into(), &"no mail is sent to users".into())
        );
        assert!(serde_json::from_str::<NoMail>("true").is_ok());
    }
}

//! People whom surveys know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a survey may know of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What names them (`CID_…`, `MLRP_…`).
    pub id: String,
    /// Empty where it is not known; so with all texts here.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// The address for e-mail.
    pub email: String,
    /// What names them in the author's own records.
    pub external_reference: String,
    /// The code of the language they want (`DE`).
    pub language: String,
    /// What else is known of them, by name.
    pub embedded: BTreeMap<String, String>,
}

impl Contact {
    /// The value of a field by the name that survey files have for it, whatever the case of its letters; `None` for one that the
    /// contact does not have.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let own = self.own().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(plain(name)));
        let other = || self.embedded.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = own.map(|(_, value)| value).or_else(|| other().map(|(_, value)| value.as_str()));
        value.filter(|value| !value.is_empty())
    }

    /// Whether each of these fields has the value that was typed: blanks around it do not count, nor does the case of an address
    /// for e-mail (whether the original looks at that of other fields is not certain). What the contact does not have is no value.
    #[must_use]
    pub fn has(&self, typed: &[(String, String)]) -> bool {
        let fits = |(name, typed): &(String, String)| {
            let is_email = plain(name).eq_ignore_ascii_case(EMAIL);
            self.value(name).map(str::trim).is_some_and(|value| match is_email {
                true => value.to_lowercase() == typed.trim().to_lowercase(),
                false => value == typed.trim(),
            })
        };
        !typed.is_empty() && typed.iter().all(fits)
    }

    /// The fields that every contact has, by the names that responses have for them.
    #[must_use]
    pub fn own(&self) -> [(&'static str, &str); 4] {
        [
            (FIRST_NAME, &self.first_name),
            (LAST_NAME, &self.last_name),
            (EMAIL, &self.email),
            (EXTERNAL_REFERENCE, &self.external_reference),
        ]
    }
}

/// The name that responses have for a contact's first name.
pub const FIRST_NAME: &str = "RecipientFirstName";
/// The same for the family name.
pub const LAST_NAME: &str = "RecipientLastName";
/// The same for the address for e-mail.
pub const EMAIL: &str = "RecipientEmail";
/// The same for what names a contact in the author's own records.
pub const EXTERNAL_REFERENCE: &str = "ExternalDataReference";

/// The name of a contact's field as responses have it. Files spell some of them in several ways.
#[must_use]
pub fn plain(name: &str) -> &str {
    match name.to_ascii_lowercase().as_str() {
        "firstname" | "recipientfirstname" => FIRST_NAME,
        "lastname" | "recipientlastname" => LAST_NAME,
        "email" | "email1" | "primaryemail" | "recipientemail" => EMAIL,
        "externaldatareference" | "externalreference" | "recipientexternaldatareference" => {
            EXTERNAL_REFERENCE
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Contact {
        let embedded = [("Code", "aB7"), ("Empty", "")];
        Contact {
            id: "CID_1".into(),
            first_name: "Ada".into(),
            email: "Ada@Example.org".into(),
            embedded: embedded.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Contact::default()
        }
    }

    #[test]
    fn a_contact_is_known_by_all_that_was_typed() {
        for (typed, is_known) in [
            (&[("RecipientEmail", " ada@example.ORG ")][..], true),
            (&[("Email1", "ada@example.org"), ("code", "aB7")], true),
            (&[("RecipientEmail", "ada@example.org"), ("Code", "AB7")], false),
            (&[("RecipientEmail", "eve@example.org")], false),
            (&[("RecipientLastName", "")], false),
            (&[("Empty", "")], false),
            (&[("Nothing", "")], false),
            (&[], false),
        ] {
            let pairs: Vec<_> =
                typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(ada().has(&pairs), is_known, "{typed:?}");
        }
    }
}

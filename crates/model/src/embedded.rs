//! What embedded data is called among the `values` of a response, where metadata stands too.
//!
//! A field is called by its name. Where the name is that of metadata (`status`), metadata has the bare key, as it has in
//! every response, and the field has `embeddedData.status`: so no key stands twice, and what is exported can be taken in
//! again.

use std::borrow::Cow;

use crate::column::Meta;

const BEFORE: &str = "embeddedData.";

/// The key of a field in `values`, which is also its import id.
#[must_use]
pub fn key_of(name: &str) -> Cow<'_, str> {
    if is_taken(name) { format!("{BEFORE}{name}").into() } else { name.into() }
}

/// The name of the field that has this key; that of a key which is no field's is the key itself.
#[must_use]
pub fn name_of(key: &str) -> &str {
    key.strip_prefix(BEFORE).filter(|name| is_taken(name)).unwrap_or(key)
}

/// Whether the bare name means something else: metadata, or a field whose name is taken.
fn is_taken(name: &str) -> bool {
    let bare = name.trim_start_matches(BEFORE);
    Meta::ALL.into_iter().chain([Meta::LastModifiedDate]).any(|meta| meta.names().2 == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_a_key_of_its_own_that_leads_back_to_it() {
        for (name, key) in [
            ("segment", "segment"),
            ("Status", "Status"),
            ("status", "embeddedData.status"),
            ("_recordId", "embeddedData._recordId"),
            ("_lastModifiedDate", "embeddedData._lastModifiedDate"),
            ("embeddedData.status", "embeddedData.embeddedData.status"),
            ("embeddedData.segment", "embeddedData.segment"),
            ("", ""),
        ] {
            assert_eq!(key_of(name), key);
            assert_eq!(name_of(key), name);
        }
    }
}

//! `application/x-www-form-urlencoded`: the fields of a form, or of a query.

use crate::pipeline::arrive::percent_decode;

/// The names and values of a sent form or a query, in order; what is not well encoded is passed over, as it names no
/// input of ours.
pub(crate) fn fields(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent_decode(name, true)?, percent_decode(value, true)?))
    };
    text.split('&').filter(|text| !text.is_empty()).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn a_form_is_read_in_its_order() {
        let read = fields("QID1=2&QID3=1&QID3=3&QID9_TEXT=a+%C3%A9%0D%0Ab&bad=%zz&direction=next");
        let expected =
            [("QID1", "2"), ("QID3", "1"), ("QID3", "3"), ("QID9_TEXT", "a é\r\nb"), ("direction", "next")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

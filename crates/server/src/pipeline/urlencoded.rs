//! `application/x-www-form-urlencoded`: the fields of a form, or of a query.

use percent_encoding::percent_decode_str;

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

/// The fields of a form that respondents send, and of a link to a survey: nothing of it is lost. What is no UTF-8 is U+FFFD, and a
/// broken escape is the text it is.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|text| !text.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(a, b)| (decode(a), decode(b)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{fields, form};

    #[test]
    fn a_form_is_read_in_its_order() {
        let read = fields("QID1=2&QID3=1&QID3=3&QID9_TEXT=a+%C3%A9%0D%0Ab&bad=%zz&direction=next");
        let expected =
            [("QID1", "2"), ("QID3", "1"), ("QID3", "3"), ("QID9_TEXT", "a é\r\nb"), ("direction", "next")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn nothing_that_a_respondent_sends_is_lost() {
        let read = form("QID1_TEXT=caf%E9+au%0Dlait&QID2_TEXT=100%&QID3_TEXT=%zz%C3%A9&=x&a");
        let expected = [
            ("QID1_TEXT", "caf\u{fffd} au\rlait"),
            ("QID2_TEXT", "100%"),
            ("QID3_TEXT", "%zzé"),
            ("", "x"),
            ("a", ""),
        ];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

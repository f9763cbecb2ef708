//! Taking path, query and headers of a request apart into names and decoded values.

use std::borrow::Cow;

use contract::{Description, Parameter, Place, Problem};
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use crate::pipeline::route::Arrived;

/// Takes a request apart. Only what the operation knows is looked at: unknown query parameters must not break a call.
///
/// # Errors
/// The parameter whose percent-encoding or UTF-8 is broken.
pub(crate) fn arrive(
    description: &Description,
    captured: &[&str],
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Arrived, Problem> {
    let mut arrived = Arrived::default();
    for (name, raw) in description.operation.path_parameters().zip(captured) {
        arrived.path.push((name.to_owned(), value(name, raw, false)?));
    }
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(name) = percent_decode(raw_name, true) else { continue };
        if known(description, Place::Query, &name).is_some() {
            let value = value(&name, raw_value, true)?;
            arrived.query.push((name, value));
        }
    }
    for parameter in description.placed(Place::Header) {
        for sent in headers.get_all(&parameter.name) {
            let sent = std::str::from_utf8(sent.as_bytes());
            let sent = sent.map_err(|_| Problem::parameter(&parameter.name, "text in UTF-8 is expected"))?;
            arrived.headers.push((parameter.name.clone(), sent.to_owned()));
        }
    }
    Ok(arrived)
}

/// Percent-decodes; `None` where an escape is broken or the bytes are not UTF-8. In a query `+` is a blank.
pub(crate) fn percent_decode(text: &str, plus_is_blank: bool) -> Option<String> {
    // The crate would leave a broken escape as it stands.
    let whole =
        |rest: &str| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(whole) {
        return None;
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned);
    if plus_is_blank { decode(&text.replace('+', " ")) } else { decode(text) }
}

fn known<'d>(description: &'d Description, place: Place, name: &str) -> Option<&'d Parameter> {
    description.placed(place).find(|parameter| parameter.name == name)
}

fn value(name: &str, raw: &str, plus_is_blank: bool) -> Result<String, Problem> {
    let wrong = || Problem::parameter(name, "text in UTF-8, percent-encoded where it must be, is expected");
    percent_decode(raw, plus_is_blank).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use contract::users::{GetUser, ListUsers};

    use super::*;

    #[test]
    fn known_names_are_decoded_and_others_passed_over() {
        let lists = Description::of::<ListUsers>();
        let headers = HeaderMap::new();
        let arrived = arrive(&lists, &[], Some("limit=%ZZ&offset=%31+0&&x&%FF=1"), &headers).unwrap();
        assert_eq!(arrived.query, [("offset".to_owned(), "1 0".to_owned())]);
        let reads = Description::of::<GetUser>();
        let arrived = arrive(&reads, &["UR%5F1+2"], None, &headers).unwrap();
        assert_eq!(arrived.path, [("userId".to_owned(), "UR_1+2".to_owned())]);
    }

    #[test]
    fn broken_encoding_is_named() {
        let reads = Description::of::<GetUser>();
        for raw in ["%", "%4", "%G1", "%C3%28", "%+1"] {
            let problem = arrive(&reads, &[raw], None, &HeaderMap::new()).err().unwrap();
            assert_eq!(problem.code.status, 400);
            assert!(problem.message.contains("parameter userId: "), "{}", problem.message);
        }
    }
}

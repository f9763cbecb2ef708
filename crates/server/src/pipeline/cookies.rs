//! Cookies: what a browser keeps and brings along.

use http::{HeaderMap, header};

/// The value of a cookie that a request brings; the first where it brings several of the name.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; ab=2;b=3=4; b=5".parse().unwrap());
        headers.append(header::COOKIE, "c=6".parse().unwrap());
        assert_eq!(
            [value(&headers, "b"), value(&headers, "c"), value(&headers, "d")],
            [Some("3=4"), Some("6"), None]
        );
    }
}

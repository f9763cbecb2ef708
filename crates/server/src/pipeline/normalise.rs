//! The many ways in which clients write a path, made one (clients.md; api/conventions.md section 1).

use std::borrow::Cow;

/// The path as the router knows it: no leading `….qualtrics.com` segment, no doubled and no trailing slash,
/// `/API/V3` written `/API/v3`. Percent-encoding stays as it came. Nothing is copied where nothing differs.
pub(crate) fn normalise(path: &str) -> Cow<'_, str> {
    let clean = !path.contains("//") && (path.len() == 1 || !path.ends_with('/'));
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if clean && !is_host(first) && !path.starts_with("/API/V3") {
        return Cow::Borrowed(path);
    }
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    if segments.peek().is_some_and(|segment| is_host(segment)) {
        segments.next();
    }
    let mut normal = String::with_capacity(path.len());
    for (place, segment) in segments.enumerate() {
        normal.push('/');
        let version = place == 1 && normal == "/API/" && segment == "V3";
        normal.push_str(if version { "v3" } else { segment });
    }
    if normal.is_empty() {
        normal.push('/');
    }
    Cow::Owned(normal)
}

/// A client that pastes its datacenter before `.qualtrics.com` may have been given `localhost:8443/x` as one.
fn is_host(segment: &str) -> bool {
    segment.len() > ".qualtrics.com".len() && segment.ends_with(".qualtrics.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_path_becomes_one() {
        for path in [
            "/API/v3/surveys/SV_1/blocks",
            "/API/v3//surveys/SV_1/blocks",
            "//API//v3/surveys/SV_1///blocks/",
            "/API/V3/surveys/SV_1/blocks/",
            "/x.qualtrics.com/API/v3/surveys/SV_1/blocks",
            "/brand.ca1.qualtrics.com/API/V3//surveys/SV_1/blocks//",
        ] {
            assert_eq!(normalise(path), "/API/v3/surveys/SV_1/blocks", "{path}");
        }
        assert_eq!(normalise("/x.qualtrics.com/jfe/form/SV_1"), "/jfe/form/SV_1");
        assert_eq!(normalise("/x.qualtrics.com"), "/");
        assert_eq!(normalise("/docs/"), "/docs");
        assert_eq!(normalise("///"), "/");
    }

    #[test]
    fn what_only_resembles_is_left_alone() {
        for path in [
            "/",
            "/API/V32/a",
            "/a/x.qualtrics.com",
            "/.qualtrics.com",
            "/API/v3/V3",
            "/api/v3/surveys",
            "/API/v3/a%2F%2Fb",
        ] {
            assert_eq!(normalise(path), path);
        }
        assert_eq!(normalise("/x.qualtrics.com/y.qualtrics.com/a"), "/y.qualtrics.com/a");
    }
}

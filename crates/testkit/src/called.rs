//! Which operation a request calls, and whether it declares the answer that it gave.

use contract::Description;
use http::Method;

use crate::Answer;

/// The operation that a verb and an address call. As in the router, a literal segment wins over one in braces.
pub(crate) fn operation(
    served: &[&'static Description],
    method: &Method,
    address: &str,
) -> Option<&'static Description> {
    let path = address.split('?').next().unwrap_or_default();
    let called = served
        .iter()
        .copied()
        .filter(|told| told.operation.verb.as_str() == method.as_str() && fits(told.operation.path, path));
    called.max_by_key(|told| told.operation.path.split('/').map(|part| !is_id(part)).collect::<Vec<bool>>())
}

/// Whether an address is one of the path's: the same words, anything for an id.
fn fits(path: &str, asked: &str) -> bool {
    let mut asked = asked.split('/');
    let same = |part: &str, given: &str| (is_id(part) && !given.is_empty()) || part == given;
    path.split('/').all(|part| asked.next().is_some_and(|given| same(part, given))) && asked.next().is_none()
}

fn is_id(part: &str) -> bool {
    part.starts_with('{')
}

/// What is wrong where an operation answers what it does not declare: another success than its own, or an error that is
/// neither its own nor one that every operation has.
#[must_use]
pub fn undeclared(told: &Description, answer: &Answer) -> Option<String> {
    if answer.status == told.operation.success {
        return None;
    }
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = body["meta"]["error"]["errorCode"].as_str().unwrap_or_default();
    if told.errors().any(|error| error.status == answer.status && error.code == code) {
        return None;
    }
    let id = told.operation.id;
    Some(format!("{id} answers {} {code:?}, which it does not declare: {}", answer.status, answer.text()))
}

#[cfg(test)]
mod tests {
    use contract::catalogue;

    use super::*;

    fn all() -> Vec<&'static Description> {
        catalogue().iter().collect()
    }

    #[test]
    fn a_call_is_one_of_its_own_operation() {
        for told in catalogue() {
            let method = told.operation.verb.as_str().parse().unwrap();
            assert_eq!(
                operation(&all(), &method, &told.example_path()).unwrap().operation.id,
                told.operation.id
            );
            assert!(operation(&all(), &Method::TRACE, told.operation.path).is_none());
        }
    }

    #[test]
    fn an_address_fits_its_path_alone() {
        assert!(fits("/surveys/{surveyId}", "/surveys/SV_012345678901234"));
        assert!(!fits("/surveys/{surveyId}", "/surveys"));
        assert!(!fits("/surveys/{surveyId}", "/surveys/"));
        assert!(!fits("/surveys", "/surveys/SV_012345678901234"));
        assert!(!fits("/users/{userId}", "/surveys/SV_012345678901234"));
    }

    #[test]
    fn an_answer_that_is_not_declared_is_told() {
        let answer = |status: u16, code: &str| {
            let body = serde_json::json!({ "meta": { "error": { "errorCode": code } } });
            Answer { status, headers: http::HeaderMap::new(), body: body.to_string().into() }
        };
        for told in catalogue() {
            assert_eq!(undeclared(told, &answer(told.operation.success, "")), None);
            for error in told.errors() {
                assert_eq!(undeclared(told, &answer(error.status, error.code)), None);
            }
            for (status, code) in [(418, "GEN_4"), (203, ""), (400, "GEN_4"), (404, "")] {
                let wrong = undeclared(told, &answer(status, code)).unwrap();
                assert!(wrong.contains(told.operation.id) && wrong.contains(&status.to_string()), "{wrong}");
            }
        }
    }
}

//! Finding the operation of a path and a verb.

use contract::Verb;
use http::Method;

use crate::pipeline::route::Route;

/// The routes as a tree of path segments. A literal segment wins over one in braces, wherever both lead to the verb.
#[derive(Debug, Default)]
pub(crate) struct Table {
    root: Node,
}

/// What was found: which route, and the segments that stand for its braces, in order and still percent-encoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<'p> {
    pub(crate) route: usize,
    pub(crate) captured: Vec<&'p str>,
}

#[derive(Debug, Default)]
struct Node {
    literal: Vec<(&'static str, Node)>,
    braces: Option<Box<Node>>,
    verbs: [Option<usize>; 5],
}

impl Table {
    /// The table of the routes; a route is known by its place in the list.
    pub(crate) fn of(routes: &[Route]) -> Self {
        let mut table = Self::default();
        for (place, route) in routes.iter().enumerate() {
            let operation = route.description.operation;
            table.add(operation.path, operation.verb, place);
        }
        table
    }

    fn add(&mut self, path: &'static str, verb: Verb, route: usize) {
        let mut node = &mut self.root;
        for segment in path.split('/').skip(1) {
            node = if segment.starts_with('{') {
                node.braces.get_or_insert_default()
            } else {
                let place = match node.literal.iter().position(|(known, _)| *known == segment) {
                    Some(place) => place,
                    None => {
                        node.literal.push((segment, Node::default()));
                        node.literal.len() - 1
                    }
                };
                &mut node.literal[place].1
            };
        }
        node.verbs[verb as usize] = Some(route);
    }

    /// The route of a normalised path.
    pub(crate) fn find<'p>(&self, method: &Method, path: &'p str) -> Option<Found<'p>> {
        let verb = match *method {
            Method::GET => Verb::Get,
            Method::POST => Verb::Post,
            Method::PUT => Verb::Put,
            Method::PATCH => Verb::Patch,
            Method::DELETE => Verb::Delete,
            _ => return None,
        };
        let mut captured = Vec::with_capacity(3);
        let route = find(&self.root, path.strip_prefix('/')?, verb, &mut captured)?;
        Some(Found { route, captured })
    }
}

fn find<'p>(node: &Node, rest: &'p str, verb: Verb, captured: &mut Vec<&'p str>) -> Option<usize> {
    let (segment, rest) = match rest.split_once('/') {
        Some((segment, rest)) => (segment, Some(rest)),
        None => (rest, None),
    };
    let step = |next: &Node, captured: &mut Vec<&'p str>| match rest {
        Some(rest) => find(next, rest, verb, captured),
        None => next.verbs[verb as usize],
    };
    if let Some((_, next)) = node.literal.iter().find(|(known, _)| *known == segment)
        && let Some(route) = step(next, captured)
    {
        return Some(route);
    }
    let next = node.braces.as_deref()?;
    captured.push(segment);
    let found = step(next, captured);
    if found.is_none() {
        captured.pop();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::default();
        let paths = [
            ("/API/v3/surveys", Verb::Get),
            ("/API/v3/surveys", Verb::Post),
            ("/API/v3/surveys/{surveyId}/exports/{progressId}", Verb::Get),
            ("/API/v3/surveys/{surveyId}/exports/{fileId}/file", Verb::Get),
            ("/API/v3/distributions/sms", Verb::Post),
            ("/API/v3/distributions/sms", Verb::Patch),
            ("/API/v3/distributions/{distributionId}", Verb::Get),
        ];
        for (place, (path, verb)) in paths.into_iter().enumerate() {
            table.add(path, verb, place);
        }
        table
    }

    fn find(method: Method, path: &str) -> Option<(usize, Vec<&str>)> {
        table().find(&method, path).map(|found| (found.route, found.captured))
    }

    #[test]
    fn a_path_and_a_verb_find_their_route() {
        assert_eq!(find(Method::GET, "/API/v3/surveys"), Some((0, vec![])));
        assert_eq!(find(Method::POST, "/API/v3/surveys"), Some((1, vec![])));
        assert_eq!(find(Method::GET, "/API/v3/surveys/SV_1/exports/ES_1"), Some((2, vec!["SV_1", "ES_1"])));
        assert_eq!(
            find(Method::GET, "/API/v3/surveys/SV_1/exports/f-def/file"),
            Some((3, vec!["SV_1", "f-def"]))
        );
    }

    #[test]
    fn braces_take_what_the_literal_does_not_serve() {
        assert_eq!(find(Method::POST, "/API/v3/distributions/sms"), Some((4, vec![])));
        assert_eq!(find(Method::PATCH, "/API/v3/distributions/sms"), Some((5, vec![])));
        assert_eq!(find(Method::GET, "/API/v3/distributions/sms"), Some((6, vec!["sms"])));
    }

    #[test]
    fn anything_else_is_unknown() {
        assert_eq!(find(Method::PUT, "/API/v3/surveys"), None);
        assert_eq!(find(Method::PATCH, "/API/v3/surveys"), None);
        assert_eq!(find(Method::GET, "/API/v3"), None);
        assert_eq!(find(Method::GET, "/API/v3/surveys/SV_1/exports"), None);
        assert_eq!(find(Method::GET, "/API/v3/surveys/SV_1/exports/a/file/b"), None);
        assert_eq!(find(Method::GET, "/"), None);
    }
}

//! The operations of an OpenAPI document, and what changed from one to the same one of another document.

use contract::schema;
use serde_json::{Map, Value};

use super::change::{Found, added_and_removed, breaking, fine};
use super::fields::{self, Field, Side};

/// An operation of a document.
pub(super) struct Operation<'a> {
    pub(super) name: &'a str,
    verb: String,
    path: &'a str,
    pub(super) content: &'a Value,
}

/// Every operation of the document, in its order.
pub(super) fn of(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::iter);
    paths
        .flat_map(|(path, verbs)| {
            verbs.as_object().into_iter().flatten().map(move |(verb, content)| (path, verb, content))
        })
        .filter(|(_, verb, _)| ["get", "post", "put", "patch", "delete"].contains(&verb.as_str()))
        .map(|(path, verb, content)| Operation {
            name: content.get("summary").and_then(Value::as_str).unwrap_or(path),
            verb: verb.to_ascii_uppercase(),
            path,
            content,
        })
        .collect()
}

impl<'a> Operation<'a> {
    /// Verb and path.
    pub(super) fn address(&self) -> String {
        format!("{} {}", self.verb, self.path)
    }

    /// The same operation with its content written out.
    pub(super) fn with(&self, content: &'a Value) -> Self {
        Self { name: self.name, verb: self.verb.clone(), path: self.path, content }
    }

    /// Whether it is the same operation: an id in the path may be called otherwise.
    pub(super) fn is(&self, other: &Operation<'_>) -> bool {
        let nameless = |part: &'a str| if part.starts_with('{') { "{}" } else { part };
        let other_parts = other.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        self.verb == other.verb && self.path.split('/').map(nameless).eq(other_parts)
    }

    /// What changed from this operation to a later form of it. The contents of both refer to nothing.
    pub(super) fn changes(&self, later: &Operation<'_>) -> Vec<Found> {
        let mut found = fields::changes(&self.parameters(), &later.parameters(), Side::Request);
        self.body_changes(later, &mut found);
        self.answer_changes(later, &mut found);
        found
    }

    fn parameters(&self) -> Vec<Field> {
        let all = self.content.get("parameters").and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|parameter| {
            let text = |name: &str| parameter.get(name).and_then(Value::as_str);
            let place = text("in")?;
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            // An id in the path is known by its place; its name is not sent.
            (place != "path").then_some(())?;
            Some(Field {
                name: text("name")?.to_owned(),
                what: format!("{place} parameter"),
                parent: String::new(),
                accepts: schema::accepts(schema),
                allowed: schema::allowed(schema),
                required: parameter.get("required").and_then(Value::as_bool).unwrap_or_default(),
            })
        })
        .collect()
    }

    fn body(&self) -> Vec<(&'a str, &'a Value)> {
        content(self.content.get("requestBody"))
    }

    fn body_changes(&self, later: &Operation<'_>, found: &mut Vec<Found>) {
        let (old, new) = (self.body(), later.body());
        let (added, removed) = added_and_removed(&names(&old), &names(&new));
        found.extend(added.iter().map(|kind| {
            // A body where there was none is asked of every client.
            Found { text: format!("The body comes as `{kind}`, too."), breaking: old.is_empty() }
        }));
        found
            .extend(removed.iter().map(|kind| breaking(format!("The body is no longer taken as `{kind}`."))));
        for (kind, schema) in &old {
            let Some((_, after)) = new.iter().find(|(name, _)| name == kind) else { continue };
            found.extend(fields::of_schemas(schema, after, Side::Request, "body field"));
        }
    }

    fn answers(&self) -> Vec<(&'a str, &'a Value)> {
        let all = self.content.get("responses").and_then(Value::as_object).into_iter().flat_map(Map::iter);
        all.map(|(status, answer)| (status.as_str(), answer)).collect()
    }

    fn answer_changes(&self, later: &Operation<'_>, found: &mut Vec<Found>) {
        let (old, new) = (self.answers(), later.answers());
        let (added, removed) = added_and_removed(&names(&old), &names(&new));
        found.extend(added.iter().map(|status| fine(format!("May be answered with {status}."))));
        found.extend(removed.iter().map(|status| Found {
            text: format!("Is no longer answered with {status}."),
            breaking: status.starts_with('2'),
        }));
        for (status, answer) in old.iter().filter(|(status, _)| status.starts_with('2')) {
            let Some((_, after)) = new.iter().find(|(name, _)| name == status) else { continue };
            let (before, after) = (content(Some(answer)), content(Some(after)));
            let (_, removed) = added_and_removed(&names(&before), &names(&after));
            found.extend(
                removed.iter().map(|kind| breaking(format!("The answer no longer comes as `{kind}`."))),
            );
            for (kind, schema) in &before {
                let Some((_, later)) = after.iter().find(|(name, _)| name == kind) else { continue };
                found.extend(fields::of_schemas(schema, later, Side::Answer, "field of the answer"));
            }
        }
    }
}

fn names<'a>(pairs: &[(&'a str, &'a Value)]) -> Vec<&'a str> {
    pairs.iter().map(|(name, _)| *name).collect()
}

/// The media types of a body or an answer, with the schema of each.
fn content(holder: Option<&Value>) -> Vec<(&str, &Value)> {
    let all = holder.and_then(|holder| holder.get("content")?.as_object()).into_iter().flat_map(Map::iter);
    all.map(|(kind, content)| (kind.as_str(), content.get("schema").unwrap_or(&Value::Null))).collect()
}

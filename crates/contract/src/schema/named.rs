//! Types that have names: written in place for readers, referred to in documents.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Where a schema that is written out remembers the type it is of: an object with `name`, `beside` (what the place that
/// refers to it adds) and `under` (what that hides of the type's own), or with `name` and `again`.
const TYPE: &str = "x-type";
/// Members that hold values, not schemas.
const VALUES: [&str; 5] = ["enum", "const", "default", "example", "examples"];
/// Members that hold schemas by names of somebody's own.
const BY_NAME: [&str; 3] = ["properties", "patternProperties", "$defs"];
/// How deep a schema is written out, and how many parts of it; what lies beyond accepts any JSON.
const DEEPEST: usize = 200;
const MOST: usize = 200_000;

/// The schema of a type, every part written in place.
#[must_use]
pub fn of<T: JsonSchema + ?Sized>() -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None).into_generator();
    let schema = generator.subschema_for::<T>().to_value();
    let root = json!({ "$defs": generator.take_definitions(true) });
    Resolver::new(&root).resolve(&schema)
}

/// Writes in place what the schemas of one document refer to. A type within itself is not written again.
///
/// The document may be a stranger's: what is written is bounded in depth and, over all calls, in size.
#[derive(Debug)]
pub struct Resolver<'a> {
    document: &'a Value,
    /// The references that lead to where we are.
    open: Vec<&'a str>,
    depth: usize,
    left: usize,
}

impl<'a> Resolver<'a> {
    /// For the schemas of a document.
    #[must_use]
    pub fn new(document: &'a Value) -> Self {
        Self { document, open: Vec::new(), depth: 0, left: MOST }
    }

    /// The schema with every part in place. What leads nowhere, or out of the document, accepts any JSON.
    pub fn resolve(&mut self, schema: &'a Value) -> Value {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.depth == DEEPEST {
            return json!({});
        }
        self.depth += 1;
        let written = match schema {
            Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
                Some(reference) => self.referred(reference, members),
                None => Value::Object(self.members(members)),
            },
            Value::Array(branches) => branches.iter().map(|branch| self.resolve(branch)).collect(),
            other => other.clone(),
        };
        self.depth -= 1;
        written
    }

    /// Whether the document was too large to be written out whole.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    fn members(&mut self, members: &'a Map<String, Value>) -> Map<String, Value> {
        let mut written = Map::new();
        for (name, value) in members {
            let value = match value {
                value if VALUES.contains(&name.as_str()) => value.clone(),
                Value::Object(schemas) if BY_NAME.contains(&name.as_str()) => {
                    schemas.iter().map(|(name, schema)| (name.clone(), self.resolve(schema))).collect()
                }
                value => self.resolve(value),
            };
            written.insert(name.clone(), value);
        }
        written
    }

    fn referred(&mut self, reference: &'a str, members: &'a Map<String, Value>) -> Value {
        let mut beside = self.members(members);
        beside.shift_remove("$ref");
        let document = self.document;
        let found = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        let Some(found) = found else { return Value::Object(beside) };
        let name = reference.rsplit('/').next().unwrap_or_default();
        if self.open.contains(&reference) {
            let mut again = Map::new();
            again.extend(found.get("type").map(|kind| ("type".to_owned(), kind.clone())));
            again.insert(TYPE.into(), json!({ "name": name, "again": true, "beside": beside }));
            again.append(&mut beside);
            return Value::Object(again);
        }
        self.open.push(reference);
        let written = self.resolve(found);
        self.open.pop();
        let Value::Object(mut written) = written else { return written };
        let mut under = Map::new();
        for (name, value) in &beside {
            under.extend(written.insert(name.clone(), value.clone()).map(|own| (name.clone(), own)));
        }
        if has_a_form(&written) {
            written.insert(TYPE.into(), json!({ "name": name, "beside": beside, "under": under }));
        }
        Value::Object(written)
    }
}

/// A schema in which every part with a name refers to `place` and that name (`#/components/schemas/`); the parts
/// themselves are put into `definitions`, where the first of a name stays.
#[must_use]
pub fn referring(schema: &Value, place: &str, definitions: &mut Map<String, Value>) -> Value {
    match schema {
        Value::Object(members) => match members.get(TYPE) {
            Some(known) => reference(members, known, place, definitions),
            None => Value::Object(parts(members, place, definitions)),
        },
        Value::Array(branches) => {
            branches.iter().map(|branch| referring(branch, place, definitions)).collect()
        }
        other => other.clone(),
    }
}

/// Whether a schema is that of a type with a name.
#[must_use]
pub fn is_named(schema: &Value) -> bool {
    schema.get(TYPE).is_some()
}

/// Whether a schema stands for a type that it lies within.
pub(super) fn comes_again(schema: &Value) -> bool {
    schema.get(TYPE).is_some_and(|known| known.get("again").is_some())
}

fn parts(
    members: &Map<String, Value>,
    place: &str,
    definitions: &mut Map<String, Value>,
) -> Map<String, Value> {
    let mut told = Map::new();
    for (name, value) in members {
        let value = match value {
            value if VALUES.contains(&name.as_str()) => value.clone(),
            Value::Object(schemas) if BY_NAME.contains(&name.as_str()) => schemas
                .iter()
                .map(|(name, schema)| (name.clone(), referring(schema, place, definitions)))
                .collect(),
            value => referring(value, place, definitions),
        };
        told.insert(name.clone(), value);
    }
    told
}

fn reference(
    members: &Map<String, Value>,
    known: &Value,
    place: &str,
    definitions: &mut Map<String, Value>,
) -> Value {
    let name = known.get("name").and_then(Value::as_str).unwrap_or_default();
    let empty = Map::new();
    let held = |member: &str| known.get(member).and_then(Value::as_object).unwrap_or(&empty);
    let (beside, under) = (held("beside"), held("under"));
    if !definitions.contains_key(name) && known.get("again").is_none() {
        // Its place is taken before its parts are looked at: one of them may be of the same type.
        definitions.insert(name.to_owned(), Value::Null);
        let mut own = members.clone();
        own.shift_remove(TYPE);
        for member in beside.keys() {
            own.shift_remove(member);
        }
        own.extend(under.clone());
        let definition = Value::Object(parts(&own, place, definitions));
        definitions.insert(name.to_owned(), definition);
    }
    let mut told = Map::new();
    told.insert("$ref".into(), format!("{place}{name}").into());
    told.append(&mut parts(beside, place, definitions));
    Value::Object(told)
}

/// Whether a type is worth a name of its own: an object with members, an enumeration, a choice. A text of a certain form
/// is told in place.
fn has_a_form(schema: &Map<String, Value>) -> bool {
    ["properties", "enum", "oneOf", "anyOf"].iter().any(|member| schema.contains_key(*member))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::schema::{accepts, properties, property};

    /// What a contact search sends: one comparison, or several joined.
    #[derive(JsonSchema)]
    struct Filter {
        /// The filters that are joined.
        #[expect(dead_code)]
        filters: Vec<Filter>,
        /// What all this negates.
        #[expect(dead_code)]
        not: Option<Box<Filter>>,
        #[expect(dead_code)]
        comparison: Option<Comparison>,
    }

    /// How two values are compared.
    #[derive(JsonSchema)]
    #[expect(dead_code)]
    enum Comparison {
        Equal,
        Contains,
    }

    #[test]
    fn a_type_within_itself_is_written_once() {
        let schema = of::<Filter>();
        let text = schema.to_string();
        assert!(!text.contains("$ref") && !text.contains("$defs"), "{text}");
        let again = "an object of the same form as the one it lies within";
        let told = |name| accepts(property(&schema, name).unwrap());
        assert_eq!(told("filters"), format!("a list: {again}"));
        assert_eq!(told("not"), format!("{again}, or null"));
        assert_eq!(told("comparison"), "one of Equal, Contains");
        assert_eq!(property(&schema, "not").unwrap()["description"], "What all this negates.");
        assert_eq!(properties(&property(&schema, "filters").unwrap()["items"]).count(), 0);
    }

    #[test]
    fn a_document_keeps_each_type_once_and_refers_to_it() {
        let mut definitions = Map::new();
        let told = referring(&of::<BTreeMap<String, Filter>>(), "#/types/", &mut definitions);
        assert_eq!(told["additionalProperties"], json!({ "$ref": "#/types/Filter" }));
        assert_eq!(definitions.keys().collect::<Vec<_>>(), ["Filter", "Comparison"]);
        let filter = &definitions["Filter"];
        assert_eq!(filter["description"], "What a contact search sends: one comparison, or several joined.");
        assert_eq!(filter["properties"]["filters"]["items"], json!({ "$ref": "#/types/Filter" }));
        assert_eq!(filter["properties"]["not"]["anyOf"][0], json!({ "$ref": "#/types/Filter" }));
        assert!(definitions["Comparison"].get(TYPE).is_none());
        // Read back, it is the schema it was made from.
        let document = json!({ "types": definitions, "told": told });
        let mut resolver = Resolver::new(&document);
        let again = resolver.resolve(&document["told"]);
        assert_eq!(again, of::<BTreeMap<String, Filter>>());
    }

    #[test]
    fn what_a_place_adds_stays_at_the_place() {
        let document = json!({ "types": { "A": { "description": "Own.", "properties": { "$ref": {} } } } });
        let place = json!({ "$ref": "#/types/A", "description": "Here." });
        let written = Resolver::new(&document).resolve(&place);
        assert_eq!(written["description"], "Here.");
        assert!(property(&written, "$ref").is_some(), "a member may have any name");
        let mut definitions = Map::new();
        assert_eq!(referring(&written, "#/types/", &mut definitions), place);
        assert_eq!(definitions["A"], document["types"]["A"]);
    }

    #[test]
    fn a_strangers_document_costs_no_more_than_its_bound() {
        // Each type names the next one ten times: written out whole, ten to the power of thirty.
        let kinds = (0..30).map(|number| {
            let next = json!({ "$ref": format!("#/types/{}", number + 1) });
            let members: Map<String, Value> = (0..10).map(|name| (name.to_string(), next.clone())).collect();
            (number.to_string(), json!({ "properties": members }))
        });
        let document = json!({ "types": kinds.collect::<Map<_, _>>() });
        let place = json!({ "$ref": "#/types/0" });
        let mut resolver = Resolver::new(&document);
        resolver.resolve(&place);
        assert!(resolver.is_exhausted());
        // A chain that is longer than any stack, and one that leads nowhere.
        let chain = (0..100_000).map(|number| {
            (number.to_string(), json!({ "items": { "$ref": format!("#/types/{}", number + 1) } }))
        });
        let document = json!({ "types": chain.collect::<Map<_, _>>() });
        let mut resolver = Resolver::new(&document);
        assert!(resolver.resolve(&place).is_object() && !resolver.is_exhausted());
        assert_eq!(resolver.resolve(&json!({ "$ref": "https://example.org/a" })), json!({}));
    }
}

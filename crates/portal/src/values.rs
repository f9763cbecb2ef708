//! The values of one call: what somebody typed into Try It, or those of the example.

use contract::{BodyDescription, Description, Parameter, Part, Place, schema};
use serde_json::Value;

use crate::links;
use crate::reference::fields;
use crate::try_it::call;

/// What a call carries. The token is none of it: examples read that from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Values {
    /// The ids of the path, by name.
    pub(crate) path: Vec<(String, String)>,
    /// The query; a name may come several times.
    pub(crate) query: Vec<(String, String)>,
    /// The header parameters.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Content,
}

/// The body of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// None.
    Nothing,
    /// JSON, as it was typed: it need not be valid.
    Json(String),
    /// The parts of a form.
    Form(Vec<(String, Field)>),
    /// Text of another media type.
    Raw {
        /// The media type.
        media_type: &'static str,
        /// The text.
        text: String,
    },
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// Text.
    Text(String),
    /// A file that the reader has.
    File {
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
    },
}

impl Values {
    /// The values of the example.
    pub(crate) fn example(description: &Description) -> Self {
        Self::typed(description, &[])
    }

    /// The values of a Try It form. What must be given and was not is the example's; what may be left out and was is not
    /// sent. A form without any part is the example.
    pub(crate) fn typed(description: &Description, parts: &[Part]) -> Self {
        let given = |parameter: &Parameter| {
            let typed = call::text(parts, &format!("{}.{}", parameter.place.as_str(), parameter.name));
            let several = parameter.place == Place::Query && schema::is_type(&parameter.schema, "array");
            let values = match typed {
                Some(text) if several => text.split(',').map(|value| value.trim().to_owned()).collect(),
                Some(text) => vec![text.to_owned()],
                None if parts.is_empty() || parameter.required => {
                    let example = parameter.example.as_deref();
                    let values = |example: &str| {
                        if several { links::values(example) } else { vec![example.to_owned()] }
                    };
                    example.map(values).unwrap_or_default()
                }
                None => Vec::new(),
            };
            values.into_iter().map(|value| (parameter.name.clone(), value)).collect::<Vec<_>>()
        };
        let placed = |place| description.placed(place).flat_map(given).collect();
        let chosen = call::text(parts, "form").and_then(|number| number.parse().ok()).unwrap_or(0_usize);
        let body =
            description.bodies.get(chosen).map_or(Content::Nothing, |body| content(body, chosen, parts));
        Self { path: placed(Place::Path), query: placed(Place::Query), headers: placed(Place::Header), body }
    }

    /// The value of an id of the path.
    pub(crate) fn id(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The query as it stands in an address, with its question mark; empty where there is none.
    pub(crate) fn encoded_query(&self) -> String {
        let pairs: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", links::encode(name), links::encode(value)))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

fn content(body: &BodyDescription, number: usize, parts: &[Part]) -> Content {
    if body.media_type == "multipart/form-data" {
        return Content::Form(form(body, number, parts));
    }
    if body.media_type == "application/json" && !parts.is_empty() {
        // Put together from single fields, or as it was typed.
        let typed = call::json(body, number, parts).map(|text| text.replace("\r\n", "\n").replace('\0', ""));
        return Content::Json(typed.unwrap_or_else(|| body.example.clone()));
    }
    let name = format!("body.{number}");
    let typed = parts.iter().find(|part| part.name == name).map(|part| String::from_utf8_lossy(&part.data));
    // Browsers send line breaks of a text field as CR LF. A NUL stands in no program.
    let typed = typed.map(|text| text.replace("\r\n", "\n").replace('\0', ""));
    let text = typed.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| body.example.clone());
    match body.media_type {
        "application/json" => Content::Json(text.trim().to_owned()),
        media_type => Content::Raw { media_type, text },
    }
}

fn form(body: &BodyDescription, number: usize, parts: &[Part]) -> Vec<(String, Field)> {
    let example: Value = serde_json::from_str(&body.example).unwrap_or(Value::Null);
    let mut given = Vec::new();
    // The parts of a form are its schema's own properties; what lies within one of them is its text.
    for field in fields::of(&body.schema).iter().filter(|field| field.parent.is_empty()) {
        let whole = example.get(field.name).and_then(Value::as_str);
        let example = whole.filter(|_| parts.is_empty() || field.required);
        let name = format!("part.{number}.{}", field.name);
        let value = if fields::is_file(field.schema) {
            file(parts.iter().find(|part| part.name == name), example, whole)
        } else {
            call::text(parts, &name).or(example).map(|text| Field::Text(text.to_owned()))
        };
        given.extend(value.map(|value| (field.name.to_owned(), value)));
    }
    given
}

/// The chosen file, by its name and type alone, or the one of the `example` (`@name;type=media type`); where the browser knows no type,
/// that of the `usual` one.
fn file(part: Option<&Part>, example: Option<&str>, usual: Option<&str>) -> Option<Field> {
    let read = |text: &'_ str| {
        let (name, media_type) = text.strip_prefix('@')?.split_once(";type=")?;
        Some((name.to_owned(), media_type.to_owned()))
    };
    let (example, usual) = (example.and_then(read), usual.and_then(read));
    let of_name = |letter: &char| !letter.is_control() && !"\"\\;/".contains(*letter);
    let of_type = |letter: &char| letter.is_ascii_alphanumeric() || "/.+-".contains(*letter);
    let name = part.and_then(|part| part.file_name.as_deref());
    let name: String = name.unwrap_or_default().chars().filter(of_name).collect();
    if name.is_empty() {
        let (name, media_type) = example?;
        return Some(Field::File { name, media_type });
    }
    // A browser that does not know the ending of the file's name calls it plain bytes.
    let typed = part.and_then(|part| part.media_type.as_deref()).filter(|typed| *typed != PLAIN_BYTES);
    let usual = usual.as_ref().map(|(_, media_type)| media_type.as_str());
    let media_type = typed.or(usual).unwrap_or(PLAIN_BYTES);
    Some(Field::File { name, media_type: media_type.chars().filter(of_type).collect() })
}

const PLAIN_BYTES: &str = "application/octet-stream";

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn part(name: &str, text: &str) -> Part {
        Part { name: name.into(), file_name: None, media_type: None, data: Bytes::from(text.to_owned()) }
    }

    fn typed(id: &str, parts: &[Part]) -> Values {
        Values::typed(contract::catalogue::operation(id).unwrap(), parts)
    }

    #[test]
    fn nothing_typed_is_the_example() {
        for description in contract::catalogue() {
            let values = Values::example(description);
            assert_eq!(values.path.len(), description.placed(Place::Path).count());
            assert_eq!(values.body == Content::Nothing, description.bodies.is_empty());
        }
    }

    #[test]
    fn what_must_be_given_falls_back_to_the_example_and_the_rest_is_left_out() {
        let values = typed("getSurveyDefinition", &[part("token", "secret"), part("path.surveyId", " ")]);
        assert_eq!(values.id("surveyId"), Some(model_survey()));
        assert!(values.query.is_empty());
        let values =
            typed("getSurveyDefinition", &[part("path.surveyId", "SV_a b"), part("query.format", "qsf")]);
        assert_eq!(values.id("surveyId"), Some("SV_a b"));
        assert_eq!(values.encoded_query(), "?format=qsf");
    }

    fn model_survey() -> &'static str {
        let description = contract::catalogue::operation("getSurvey").unwrap();
        description.placed(Place::Path).next().and_then(|parameter| parameter.example.as_deref()).unwrap()
    }

    #[test]
    fn the_chosen_form_of_the_body_counts() {
        let values = typed("startResponseImport", &[part("form", "1"), part("body.1", "a\tb\r\n1\t2\r\n")]);
        assert_eq!(values.body, Content::Raw { media_type: "text/tsv", text: "a\tb\n1\t2\n".into() });
        let values =
            typed("startResponseImport", &[part("form", "3"), part("body.3", "{\"format\":\"tsv\"}")]);
        assert_eq!(values.body, Content::Json("{\"format\":\"tsv\"}".into()));
        let file = Part {
            name: "part.0.file".into(),
            file_name: Some("my\"file.qsf".into()),
            media_type: Some(PLAIN_BYTES.into()),
            data: Bytes::new(),
        };
        let values = typed("importSurvey", &[part("part.0.name", "Mine"), file]);
        let media_type = "application/vnd.qualtrics.survey.qsf".to_owned();
        let file = Field::File { name: "myfile.qsf".into(), media_type };
        let expected = [("name".to_owned(), Field::Text("Mine".into())), ("file".to_owned(), file)];
        assert_eq!(values.body, Content::Form(expected.into()));
    }
}

//! The example as a cURL command, complete and ready for a shell.

use contract::{Description, Place, Verb};
use serde_json::Value;

use crate::links;

/// The command: full address, the token from the environment, everything that is required.
pub(crate) fn command(description: &Description, origin: &str) -> String {
    let operation = &description.operation;
    let address = format!("{origin}{}", links::example_path(description));
    let verb =
        if operation.verb == Verb::Get { String::new() } else { format!("-X {} ", operation.verb.as_str()) };
    let mut lines =
        vec![format!("curl {verb}{}", quoted(&address)), "-H \"X-API-TOKEN: $QUALTRICS_API_KEY\"".to_owned()];
    for parameter in description.placed(Place::Header) {
        if let Some(example) = &parameter.example {
            lines.push(format!("-H {}", quoted(&format!("{}: {example}", parameter.name))));
        }
    }
    if let Some(body) = description.bodies.first() {
        match body.media_type {
            "multipart/form-data" => lines.extend(form(&body.example)),
            "application/json" => {
                lines.push("-H 'Content-Type: application/json'".to_owned());
                lines.push(format!("--data {}", quoted(&body.example)));
            }
            other => {
                lines.push(format!("-H 'Content-Type: {other}'"));
                lines.push(format!("--data-binary {}", quoted(&body.example)));
            }
        }
    }
    if matches!(description.result.kind, contract::description::ResultKind::File { .. }) {
        lines.push("-OJ".to_owned());
    }
    lines.join(" \\\n  ")
}

/// Text between single quotes, in which a shell changes nothing.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One `-F` for each part; the example writes them as a JSON object.
fn form(example: &str) -> Vec<String> {
    let parts: Value = serde_json::from_str(example).unwrap_or(Value::Null);
    let parts = parts.as_object().into_iter().flatten();
    parts
        .map(|(name, value)| {
            format!("-F {}", quoted(&format!("{name}={}", value.as_str().unwrap_or_default())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_quote_does_not_end_the_text() {
        assert_eq!(super::quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}

//! JSON values as literals of Python, R and JavaScript, laid out over lines where they are long.

use serde_json::Value;

use super::escape;

/// How many letters a line may have.
pub(super) const WIDTH: usize = 88;

/// How a language writes objects and lists.
pub(super) struct Notation {
    object: [&'static str; 2],
    list: [&'static str; 2],
    /// An object without members.
    empty: &'static str,
    /// false, true, null.
    words: [&'static str; 3],
    text: fn(&str) -> String,
    /// A name and what stands between it and its value.
    member: fn(&str) -> String,
    /// Whether a comma may stand behind the last of several lines.
    last_comma: bool,
    /// By how much inner lines are indented.
    step: usize,
}

pub(super) const PYTHON: Notation = Notation {
    object: ["{", "}"],
    list: ["[", "]"],
    empty: "{}",
    words: ["False", "True", "None"],
    text: escape::python,
    member: |name| format!("{}: ", escape::python(name)),
    last_comma: true,
    step: 4,
};

pub(super) const JAVASCRIPT: Notation = Notation {
    object: ["{ ", " }"],
    list: ["[", "]"],
    empty: "{}",
    words: ["false", "true", "null"],
    text: escape::javascript,
    member: |name| match name {
        // Written plainly it would set the object's prototype.
        "__proto__" => "['__proto__']: ".to_owned(),
        name if is_name(name, "_$") => format!("{name}: "),
        name => format!("{}: ", escape::javascript(name)),
    },
    last_comma: true,
    step: 2,
};

pub(super) const R: Notation = Notation {
    object: ["list(", ")"],
    list: ["list(", ")"],
    empty: "structure(list(), names = character())",
    words: ["FALSE", "TRUE", "NULL"],
    text: escape::r,
    member: r_member,
    last_comma: false,
    step: 2,
};

/// A name of R and its equals sign, the name in quotes where it is not one that can stand alone.
pub(super) fn r_member(name: &str) -> String {
    const RESERVED: [&str; 12] =
        ["if", "else", "repeat", "while", "function", "for", "next", "break", "in", "TRUE", "FALSE", "NULL"];
    if is_name(name, ".") && !name.starts_with('.') && !RESERVED.contains(&name) && !name.starts_with("NA") {
        format!("{name} = ")
    } else {
        format!("{} = ", escape::r(name))
    }
}

fn is_name(name: &str, besides: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|letter| letter.is_ascii_alphabetic() || besides.contains(letter))
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || besides.contains(letter))
}

/// The object that a text holds; `None` when it is no JSON object or has a member without a name, which R cannot write.
pub(super) fn object(text: &str) -> Option<Value> {
    fn named(value: &Value) -> bool {
        match value {
            Value::Object(members) => members.iter().all(|(name, value)| !name.is_empty() && named(value)),
            Value::Array(values) => values.iter().all(named),
            _ => true,
        }
    }
    serde_json::from_str(text).ok().filter(|value: &Value| value.is_object() && named(value))
}

/// The value as a literal. `indent` is where the line it stands in begins, `used` what that line holds already.
pub(super) fn write(value: &Value, notation: &Notation, indent: usize, used: usize) -> String {
    let line = on_one_line(value, notation);
    if indent + used + line.len() < WIDTH && !line.contains('\n') {
        return line;
    }
    let inner = indent + notation.step;
    let pad = " ".repeat(inner);
    let item = |head: String, value: &Value| {
        let written = write(value, notation, inner, head.len());
        format!("{pad}{head}{written}")
    };
    let (brackets, items): (_, Vec<String>) = match value {
        Value::Object(members) if !members.is_empty() => (
            notation.object,
            members.iter().map(|(name, value)| item((notation.member)(name), value)).collect(),
        ),
        Value::Array(values) if !values.is_empty() => {
            (notation.list, values.iter().map(|value| item(String::new(), value)).collect())
        }
        _ => return line,
    };
    let comma = if notation.last_comma { "," } else { "" };
    let [open, close] = brackets;
    format!("{}\n{}{comma}\n{}{}", open.trim(), items.join(",\n"), " ".repeat(indent), close.trim())
}

fn on_one_line(value: &Value, notation: &Notation) -> String {
    let joined = |[open, close]: [&str; 2], items: Vec<String>| format!("{open}{}{close}", items.join(", "));
    match value {
        Value::Null => notation.words[2].to_owned(),
        Value::Bool(yes) => notation.words[usize::from(*yes)].to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => (notation.text)(text),
        Value::Object(members) if members.is_empty() => notation.empty.to_owned(),
        Value::Object(members) => joined(
            notation.object,
            members
                .iter()
                .map(|(name, value)| format!("{}{}", (notation.member)(name), on_one_line(value, notation)))
                .collect(),
        ),
        Value::Array(values) => {
            joined(notation.list, values.iter().map(|value| on_one_line(value, notation)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_written_in_each_language() {
        let value = json!({ "a": [true, null, 1.5], "b c": {}, "if": "x'\"" });
        assert_eq!(write(&value, &PYTHON, 0, 0), r#"{"a": [True, None, 1.5], "b c": {}, "if": "x'\""}"#);
        assert_eq!(write(&value, &JAVASCRIPT, 0, 0), r#"{ a: [true, null, 1.5], 'b c': {}, if: 'x\'"' }"#);
        assert_eq!(
            write(&value, &R, 0, 0),
            "list(\n  a = list(TRUE, NULL, 1.5),\n  \"b c\" = structure(list(), names = character()),\n  \
             \"if\" = \"x'\\\"\"\n)"
        );
    }

    #[test]
    fn long_values_take_several_lines() {
        let long = "x".repeat(50);
        let value = json!({ "first": long, "second": [long] });
        let written = write(&value, &R, 2, 0);
        assert_eq!(written, format!("list(\n    first = \"{long}\",\n    second = list(\"{long}\")\n  )"));
        assert!(write(&value, &PYTHON, 0, 0).ends_with(",\n}"));
    }

    #[test]
    fn what_is_no_object_is_left_as_text() {
        assert!(object("{\"a\":1}").is_some());
        assert!(object("{\"a\":{\"\":1}}").is_none() && object("[1]").is_none() && object("{").is_none());
    }
}

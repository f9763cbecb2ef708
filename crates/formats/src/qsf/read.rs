//! From bytes to a checked survey file.

use model::survey::SurveyFile;
use serde_json::{Map, Value};

use super::QsfError;
use super::check;

/// The largest survey file that is read, in bytes. The largest public ones have a few megabytes.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// Reads and checks a survey file. Nothing of it is lost: [`SurveyFile::to_value`] is equal to the JSON read.
///
/// # Errors
/// When the bytes are no JSON, nested too deeply or too many; when a member that everything hangs on is missing or
/// wrong. The error says what and where.
pub fn read(bytes: &[u8]) -> Result<SurveyFile, QsfError> {
    if bytes.len() > LARGEST_FILE {
        let most = LARGEST_FILE / (1024 * 1024);
        return Err(QsfError::new("file", format!("it is larger than {most} MB")));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value = serde_json::from_slice(bytes).map_err(|error| syntax(&error))?;
    from_value(value)
}

/// The same from JSON that is parsed already.
///
/// # Errors
/// As [`read`], but for the JSON itself.
pub fn from_value(value: Value) -> Result<SurveyFile, QsfError> {
    let Value::Object(mut top) = value else {
        return Err(QsfError::new("file", "a JSON object with SurveyEntry and SurveyElements is expected"));
    };
    let entry = match top.shift_remove("SurveyEntry") {
        Some(Value::Object(entry)) => entry,
        Some(_) => return Err(QsfError::new("SurveyEntry", "an object is expected")),
        None => return Err(QsfError::new("SurveyEntry", "it is missing")),
    };
    let (keys, elements) = match top.shift_remove("SurveyElements") {
        Some(Value::Array(list)) => (None, list),
        Some(Value::Object(map)) => {
            let (keys, values): (Vec<String>, Vec<Value>) = map.into_iter().unzip();
            (Some(keys), values)
        }
        Some(_) => return Err(QsfError::new("SurveyElements", "an array is expected")),
        None => return Err(QsfError::new("SurveyElements", "it is missing")),
    };
    let elements = elements.into_iter().enumerate().map(object).collect::<Result<_, _>>()?;
    let file = SurveyFile { entry, elements, element_keys: keys, rest: top };
    check::file(&file)?;
    Ok(file)
}

fn object((place, element): (usize, Value)) -> Result<Map<String, Value>, QsfError> {
    match element {
        Value::Object(element) => Ok(element),
        _ => Err(QsfError::new(format!("SurveyElements[{place}]"), "an object is expected")),
    }
}

fn syntax(error: &serde_json::Error) -> QsfError {
    let place = format!("line {}, column {}", error.line(), error.column());
    let said = error.to_string();
    if said.contains("recursion limit") {
        return QsfError::new(place, "nested too deeply (128 levels at most)");
    }
    let said = said.split(" at line ").next().unwrap_or_default();
    QsfError::new(place, format!("this is not JSON: {said}"))
}

//! One response as JSON: the object of Retrieve Response, and the `values` of Create Response.
//!
//! Both have the keys of api/responses.md section 8: `QID1` with a code, `QID3` with a list of codes, `QID9_TEXT` with a
//! text, metadata by import id, embedded data by name.

mod read;
mod schema;

use model::column::Column;
use model::field::FieldList;
use model::response::BodyError;

use crate::export::{Plan, StoredResponse};

pub use read::{ValueError, read};
pub use schema::Schema;

/// The response object (`responseId`, `values`, `labels`, `displayedFields`, `displayedValues`) as JSON text.
///
/// # Errors
/// When the body cannot be read by `list`.
pub fn write(columns: &[Column], list: &FieldList, row: &StoredResponse<'_>) -> Result<Vec<u8>, BodyError> {
    let plan = Plan::objects(columns, false);
    let mut out = Vec::with_capacity(1024);
    plan.writer().row(&plan.bind(list), row, &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use model::column::{Code, ImportKey, Meta, Source};
    use model::field::{Field, FieldKind};
    use model::response::encode;
    use model::{Moment, ResponseId};
    use serde_json::{Value, json};

    use super::*;

    fn columns() -> Vec<Column> {
        let codes = |list: &[(&str, &str, &str)]| {
            let code = |(id, recode, label): &(&str, &str, &str)| Code {
                id: (*id).into(),
                recode: (*recode).into(),
                label: (*label).into(),
            };
            list.iter().map(code).collect::<Vec<_>>()
        };
        let column = |source| Column {
            name: String::new(),
            label: String::new(),
            import: ImportKey::default(),
            question: None,
            source,
        };
        let colours = codes(&[("1", "1", "Red"), ("2", "2", "Green"), ("3", "3", "Blue")]);
        let metas = Meta::ALL.into_iter().map(|meta| column(Source::Meta(meta)));
        let answers = [
            Source::Choice {
                field: "QID1".into(),
                codes: codes(&[("4", "1", "Yes"), ("5", "2", "No \"way\"")]),
            },
            Source::Picked { field: "QID3".into(), code: colours[0].clone() },
            Source::Picked { field: "QID3".into(), code: colours[1].clone() },
            Source::Picked { field: "QID3".into(), code: colours[2].clone() },
            Source::Text { field: "QID9_TEXT".into() },
            Source::Number { field: "QID26_FIRST_CLICK".into() },
            Source::Order { field: "QID3_DO".into(), codes: vec![] },
            Source::Text { field: "segment".into() },
        ];
        metas.chain(answers.into_iter().map(column)).collect()
    }

    fn list() -> FieldList {
        let field = |key: &str, kind| Field { key: key.into(), kind };
        let colours = ["1", "2", "3"].map(String::from).to_vec();
        let fields = vec![
            field("QID1", FieldKind::Choice),
            field("QID3", FieldKind::Choices(colours)),
            field("QID9_TEXT", FieldKind::Text),
            field("QID26_FIRST_CLICK", FieldKind::Number),
            field("QID3_DO", FieldKind::Text),
            field("segment", FieldKind::Text),
        ];
        FieldList { version: 1, fields }
    }

    fn read_value(values: Value) -> Result<crate::given::Given, ValueError> {
        read(values.as_object().unwrap().clone(), &Schema::new(&columns()))
    }

    #[test]
    fn what_is_posted_is_what_is_retrieved() {
        let posted = json!({
            "startDate": "2024-03-05T10:11:12Z", "endDate": "2024-03-05T10:12:00Z", "status": 0,
            "ipAddress": "192.0.2.7", "progress": 100, "duration": 48, "finished": 1,
            "recordedDate": "2024-03-05T10:12:00.123Z", "_recordId": "R_1a2B3c4D5e6F7g8",
            "locationLatitude": "40.5", "distributionChannel": "anonymous", "userLanguage": "EN",
            "QID1": 2, "QID3": ["1", "3"], "QID9_TEXT": "fine \"so\"\n\u{1}\t\\ ü", "QID26_FIRST_CLICK": 0.701,
            "QID3_DO": ["3", "1", "2"], "segment": "gold"
        });
        let mut given = read_value(posted.clone()).unwrap();
        given.displayed = Some(vec!["QID1".into(), "QID9_TEXT".into()]);
        let (id, recorded) =
            (ResponseId::parse("R_1a2B3c4D5e6F7g8").unwrap(), Moment(given.recorded_ms.unwrap()));
        let response = given.into_response(id, recorded, recorded);
        let body = encode(&response, &list()).unwrap();
        let row = StoredResponse {
            id: response.id.as_str(),
            recorded_ms: recorded.0,
            modified_ms: recorded.0,
            body: &body,
        };
        let object: Value = serde_json::from_slice(&write(&columns(), &list(), &row).unwrap()).unwrap();
        let expected = json!({
            "responseId": "R_1a2B3c4D5e6F7g8",
            "values": posted,
            "labels": {"status": "IP Address", "finished": "True", "QID1": "No \"way\"", "QID3": ["Red", "Blue"]},
            "displayedFields": ["QID1", "QID9_TEXT"],
            "displayedValues": {"QID1": [1, 2]}
        });
        assert_eq!(object, expected);
    }

    #[test]
    fn mistakes_are_named_with_what_is_accepted() {
        for (values, message) in [
            (json!({"QID7": 1}), "values.QID7: the survey has no such question"),
            (json!({"2_QID1": 1}), "values.2_QID1: the survey has no such question"),
            (json!({"QID1": 9}), "values.QID1: '9' is not a code of this question; accepted are 1, 2"),
            (json!({"QID1": "1"}), "values.QID1: a code as a number is expected, not \"1\""),
            (json!({"QID1": "01"}), "values.QID1: '01' is not a code of this question"),
            (json!({"QID3": "1"}), "values.QID3: a list of texts"),
            (json!({"QID3": [1]}), "values.QID3: a text is expected, not 1"),
            (json!({"QID3": ["9"]}), "values.QID3: '9' is not a code"),
            (json!({"QID9_TEXT": 5}), "values.QID9_TEXT: a text is expected, not 5"),
            (json!({"QID26_FIRST_CLICK": "x"}), "values.QID26_FIRST_CLICK: a number is expected, not \"x\""),
            (json!({"segment": null}), "values.segment: a text is expected, not null"),
            (json!({"startDate": "soon"}), "values.startDate: a date and time in ISO 8601"),
            (json!({"progress": 101}), "values.progress: a whole number from 0 to 100 is expected, not 101"),
            (json!({"finished": 2}), "values.finished: a whole number from 0 to 1"),
        ] {
            let error = read_value(values).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn a_key_of_no_question_is_embedded_data() {
        let given = read_value(json!({"tier": "gold", "visits": 7, "SQUID1": "x"})).unwrap();
        let text = |text: &str| model::response::Answer::Text(text.into());
        assert_eq!(given.answers["tier"], text("gold"));
        assert_eq!(given.answers["visits"], text("7"));
        assert_eq!(given.answers["SQUID1"], text("x"));
    }
}

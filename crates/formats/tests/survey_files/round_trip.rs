//! Nothing of a survey file is lost.

use formats::qsf;
use model::survey::pieces::{changes, join, split};
use serde_json::{Value, json};

use crate::corpus;

#[test]
fn every_file_of_the_corpus_is_read_and_written_again_without_loss() {
    let Some(folder) = needs::corpus::folder() else { return };
    let files = corpus::good_files(&folder);
    assert!(files.len() >= 16, "{} files", files.len());
    for path in files {
        let original: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let file = corpus::file(&path);
        assert_eq!(file.to_value(), original, "{}", path.display());
        assert_eq!(file.entry, *original["SurveyEntry"].as_object().unwrap());
    }
}

/// In meaning and in the order of the members; and a survey of a question more has the other pieces as they were.
#[test]
fn every_file_of_the_corpus_is_taken_apart_and_put_together_again() {
    let Some(folder) = needs::corpus::folder() else { return };
    for path in corpus::good_files(&folder) {
        let file = corpus::file(&path);
        let pieces = split(file.clone()).unwrap();
        let questions = pieces.keys().filter(|place| place.matches('/').count() == 1).count();
        assert!(questions >= file.of_code("SQ").count(), "{}", path.display());
        let joined = join(pieces.clone()).unwrap();
        assert_eq!(joined.to_value().to_string(), file.to_value().to_string(), "{}", path.display());

        let mut edited = file;
        let question = json!({"Element": "SQ", "PrimaryAttribute": "QID987654", "Payload": null});
        edited.elements.insert(0, question.as_object().unwrap().clone());
        let edited = split(edited).unwrap();
        let places: Vec<_> = changes(&pieces, &edited).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["order", "question/QID987654"], "{}", path.display());
    }
}

#[test]
fn the_view_of_every_file_holds_every_question_and_block() {
    let Some(folder) = needs::corpus::folder() else { return };
    for path in corpus::good_files(&folder) {
        let file = corpus::file(&path);
        let survey = qsf::survey(&file);
        assert_eq!(survey.questions.len(), file.of_code("SQ").count(), "{}", path.display());
        let blocks = file.payload("BL").unwrap();
        let count = blocks.as_array().map_or_else(|| blocks.as_object().unwrap().len(), Vec::len);
        assert_eq!(survey.blocks.len(), count, "{}", path.display());
        assert!(!survey.flow.is_empty(), "{}", path.display());
        for question in survey.questions.values() {
            let kinds = [&question.choices, &question.answers];
            assert!(kinds.iter().all(|list| list.iter().all(|choice| !choice.id.is_empty())));
            assert_ne!(question.kind, model::survey::QuestionType::Other, "{}", question.id);
        }
    }
}

#[test]
fn a_survey_keeps_everything_but_its_identity_when_it_is_adopted_and_exported() {
    let Some(folder) = needs::corpus::folder() else { return };
    for path in corpus::good_files(&folder) {
        let original = corpus::file(&path);
        let facts = crate::recordings::facts();
        let adopted = qsf::with_id_and_name(original.clone(), &facts.survey_id, &facts.name);
        let exported = qsf::from_value(qsf::export(&adopted, &facts)).unwrap();
        assert_eq!(exported.elements.len(), original.elements.len());
        for (exported, original) in exported.elements.iter().zip(&original.elements) {
            assert_eq!(exported["SurveyID"], json!(facts.survey_id));
            let ours = ["SurveyID", "Payload"];
            let same =
                |member: &String| ours.contains(&member.as_str()) || exported[member] == original[member];
            assert!(original.keys().all(same));
            let mut payload = original["Payload"].clone();
            for (member, value) in [("SurveyID", &facts.survey_id), ("SurveyName", &facts.name)] {
                if let Some(said) = payload.get_mut(member) {
                    *said = json!(value);
                }
            }
            assert_eq!(exported["Payload"], payload, "{}", path.display());
        }
        assert_eq!(exported.entry["SurveyLanguage"], original.entry["SurveyLanguage"]);
        assert_eq!(exported.entry["LastModified"], json!("2024-06-10 23:20:09"));
        assert_eq!(exported.entry["LastAccessed"], json!("0000-00-00 00:00:00"));
    }
}

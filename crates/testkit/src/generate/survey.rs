//! Whole survey files.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::author::{Author, block_id};
use super::{blocks, logic};
use crate::contacts::LIST;
use crate::walk::WALK;

/// A survey file that follows from a seed, and the features it uses.
pub struct Generated {
    /// The file.
    pub file: Vec<u8>,
    /// Lines of [`FEATURES`](super::FEATURES).
    pub used: BTreeSet<&'static str>,
}

/// The most blocks of a generated survey.
pub const MOST_BLOCKS: usize = 5;

/// Writes a survey. With fewer than [`MOST_BLOCKS`] it is the beginning of the same one: the least number at which something
/// fails is the smallest example.
#[must_use]
pub fn survey(seed: u64, most_blocks: usize) -> Generated {
    let mut author = Author::new(seed);
    let options = options(&mut author);
    let (mut questions, mut written) = (Vec::new(), Vec::new());
    let mut flow = vec![fields(&mut author)];
    for number in 1..=(1 + author.chance.below(MOST_BLOCKS)).min(most_blocks) {
        written.push(blocks::any(&mut author, number, &mut questions));
        let shown = json!({ "Type": if number == 1 { "Block" } else { "Standard" }, "ID": block_id(number), "FlowID": author.flow_id(), "Autofill": [] });
        let shown = around(&mut author, shown);
        flow.push(shown);
        flow.extend(between(&mut author));
    }
    written.push(json!({ "Type": "Trash", "ID": block_id(0), "Description": "Trash / Unused Questions" }));
    let file = file(&written, flow, &options, &questions, author.flow);
    Generated { file: file.to_string().into_bytes(), used: author.used }
}

/// A survey file of these parts; quotas and scores are as conditions and pipes name them.
pub(super) fn file(
    blocks: &[Value],
    flow: Vec<Value>,
    options: &Value,
    questions: &[Value],
    count: usize,
) -> Value {
    let root = json!({ "Type": "Root", "FlowID": "FL_1", "Flow": flow, "Properties": { "Count": count } });
    let quota = json!({
        "Name": "All", "ID": "QO_1", "Occurrences": 1_000_000, "Logic": [], "LogicType": "Simple", "QuotaAction": "ForBranching",
        "ActionInfo": {}, "QuotaRealm": "Survey", "QuotaSchedule": null, "EndSurveyOptions": {},
    });
    let group = json!({ "ID": "QG_1", "Name": "Default", "Selected": true, "MultipleMatch": "PlaceInAll", "Public": false, "Quotas": ["QO_1"] });
    let scores = json!({ "ScoringCategories": [{ "ID": "SC_0", "Name": "Total", "Description": "" }] });
    let mut elements = vec![
        element("BL", "Survey Blocks", &json!(blocks)),
        element("FL", "Survey Flow", &root),
        element("SO", "Survey Options", options),
        element("SCO", "Scoring", &scores),
        element("PROJ", "CORE", &json!({ "ProjectCategory": "CORE", "SchemaVersion": "1.1.0" })),
        element("STAT", "Survey Statistics", &json!({ "MobileCompatible": true, "ID": "Survey Statistics" })),
        element("QC", "Survey Question Count", &Value::Null),
        element("RS", "RS_0generatedSet01", &Value::Null),
        element("QG", "QG_1", &group),
        element("QO", "QO_1", &quota),
    ];
    elements.extend(
        questions
            .iter()
            .map(|question| element("SQ", question["QuestionID"].as_str().unwrap_or_default(), question)),
    );
    let entry = json!({
        "SurveyID": SURVEY, "SurveyName": "Generated", "SurveyDescription": null, "SurveyOwnerID": "UR_0generatedOwner",
        "SurveyBrandID": "generated", "DivisionID": null, "SurveyLanguage": "EN", "SurveyActiveResponseSet": "RS_0generatedSet01",
        "SurveyStatus": "Active", "SurveyStartDate": "0000-00-00 00:00:00", "SurveyExpirationDate": "0000-00-00 00:00:00",
        "SurveyCreationDate": "2024-01-01 00:00:00", "CreatorID": "UR_0generatedOwner", "LastModified": "2024-01-01 00:00:00",
        "LastAccessed": "0000-00-00 00:00:00", "LastActivated": "0000-00-00 00:00:00", "Deleted": null,
    });
    json!({ "SurveyEntry": entry, "SurveyElements": elements })
}

const SURVEY: &str = "SV_0generatedSurvy";

fn element(code: &str, name: &str, payload: &Value) -> Value {
    json!({
        "SurveyID": SURVEY, "Element": code, "PrimaryAttribute": name, "SecondaryAttribute": null,
        "TertiaryAttribute": null, "Payload": payload,
    })
}

/// The field that tells one walk from another, and one that conditions look at.
pub(super) fn walk_field() -> Value {
    json!({ "Description": WALK, "Type": "Recipient", "Field": WALK, "VariableType": "String", "DataVisibility": [] })
}

fn fields(author: &mut Author) -> Value {
    let mut fields =
        vec![walk_field(), json!({ "Description": "colour", "Type": "Recipient", "Field": "colour" })];
    if author.may("flow: embedded data, custom", 50) {
        fields.push(json!({ "Description": "fixed", "Type": "Custom", "Field": "fixed", "Value": "red" }));
    }
    json!({ "Type": "EmbeddedData", "FlowID": author.flow_id(), "EmbeddedData": fields })
}

/// The block by itself, or in something that decides about it.
fn around(author: &mut Author, shown: Value) -> Value {
    if author.may("flow: group", 15) {
        return json!({ "Type": "Group", "FlowID": author.flow_id(), "Description": "Group", "Flow": [shown] });
    }
    if author.may("flow: branch", 25)
        && let Some(logic) = logic::expression(author)
    {
        return json!({ "Type": "Branch", "FlowID": author.flow_id(), "Description": "Branch", "BranchLogic": logic, "Flow": [shown] });
    }
    if author.may("flow: authenticator", 8) {
        let email = json!({ "PanelField": "RecipientEmail", "fieldLabel": "", "LogicType": "EmbeddedField", "Type": "Expression" });
        return json!({
            "Type": "Authenticator", "FlowID": author.flow_id(), "Flow": [shown],
            "PanelData": { "LibraryID": "UR_0generatedOwner", "PanelID": LIST, "Type": "Expression", "LogicType": "Panel" },
            "FieldData": { "0": { "0": email, "Type": "If" }, "Type": "BooleanExpression" },
            "FilterDataFields": true, "Options": { "maxAttempts": "2", "allowRetake": true, "loadExistingSession": false },
        });
    }
    let even = author.may("flow: randomizer, even", 8);
    if even || author.may("flow: randomizer", 15) {
        let field = json!({ "Description": "arm", "Type": "Custom", "Field": "arm", "Value": "other" });
        let other = json!({ "Type": "EmbeddedData", "FlowID": author.flow_id(), "EmbeddedData": [field] });
        let subset = 1 + author.chance.below(2);
        return json!({
            "Type": "BlockRandomizer", "FlowID": author.flow_id(), "SubSet": subset, "EvenPresentation": even,
            "Flow": [shown, other],
        });
    }
    shown
}

/// What stands between two blocks.
fn between(author: &mut Author) -> Vec<Value> {
    let mut elements = Vec::new();
    if author.may("flow: embedded data, piped", 25) {
        let value = logic::text(author, "seen", false);
        let field = json!({ "Description": "piped", "Type": "Custom", "Field": "piped", "Value": value });
        elements.push(json!({ "Type": "EmbeddedData", "FlowID": author.flow_id(), "EmbeddedData": [field] }));
    }
    if author.may("flow: end of survey", 12)
        && let Some(logic) = logic::expression(author)
    {
        let mut end = json!({ "Type": "EndSurvey", "FlowID": author.flow_id() });
        if author.may("flow: end of survey, redirect", 40) {
            end["EndingType"] = "Advanced".into();
            end["Options"] = json!({
                "Advanced": "true", "SurveyTermination": "Redirect", "EOSRedirectURL": "https://example.org/done?id=${e://Field/walk}",
                "ResponseFlag": "Screened",
            });
        }
        elements.push(json!({ "Type": "Branch", "FlowID": author.flow_id(), "Description": "End", "BranchLogic": logic, "Flow": [end] }));
    }
    for (feature, element) in [
        ("flow: quota", json!({ "Type": "QuotaCheck", "QuotaID": "QO_1" })),
        ("flow: table of contents", json!({ "Type": "TableOfContents" })),
        (
            "flow: web service",
            json!({ "Type": "WebService", "URL": "http://127.0.0.1:1/", "Method": "GET", "RequestParams": [], "ResponseMap": [] }),
        ),
    ] {
        if author.may(feature, 5) {
            let mut element = element;
            element["FlowID"] = author.flow_id().into();
            elements.push(element);
        }
    }
    elements
}

fn options(author: &mut Author) -> Value {
    let back = if author.may("other: way back", 70) { "true" } else { "false" };
    let mut options = json!({
        "BackButton": back, "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey", "BallotBoxStuffingPrevention": "false",
        "NoIndex": "Yes", "SecureResponseFiles": "true", "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage",
        "Header": "", "Footer": "", "ProgressBarDisplay": "Text", "PartialData": "+1 week", "ValidationMessage": "",
        "PreviousButton": "", "NextButton": "", "SurveyTitle": "Generated", "NewScoring": 1,
        "AvailableLanguages": { "EN": [], "DE": [] },
    });
    if author.may("other: questions per page", 20) {
        options["QuestionsPerPage"] = "2".into();
    }
    if author.may("other: anonymous", 10) {
        options["AnonymizeResponse"] = "Yes".into();
    }
    options
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::generate::FEATURES;

    #[test]
    fn every_feature_that_is_on_is_used_and_the_files_are_read() {
        let mut used = BTreeSet::new();
        for seed in 0..400 {
            let generated = survey(seed, MOST_BLOCKS);
            formats::qsf::read(&generated.file).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
            assert_eq!(generated.file, survey(seed, MOST_BLOCKS).file, "seed {seed} gives one file");
            used.extend(generated.used);
        }
        let on: BTreeSet<&str> = FEATURES.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
        assert_eq!(used, on);
    }
}

//! What an edit names must be there, and what a file named already may stay.

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use super::{DEFAULT, Survey, TRASH, choice_question, logic};
use crate::samples;

fn with(mut value: Value, more: Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn carried(question: &str) -> Value {
    json!({ "DynamicType": "ChoiceGroup", "Type": "Dynamic", "Locator": format!("q://{question}/ChoiceGroup/SelectedChoices") })
}

fn skip_to(destination: &str) -> Value {
    let skip = json!({ "SkipLogicID": 1, "ChoiceLocator": "q://QID1/SelectableChoice/1", "Condition": "Selected",
        "SkipToDestination": destination, "QuestionID": "QID1" });
    json!([{ "Type": "Question", "QuestionID": "QID1", "SkipLogic": [skip] }])
}

#[tokio::test]
async fn an_edit_that_names_what_is_not_there_is_refused_by_member() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let unknown = || logic("q://QID99/SelectableChoice/1", "Selected");
    let question = |more: Value| with(choice_question("New"), more);
    let block = |more: Value| with(json!({ "Type": "Standard", "Description": "New" }), more);
    let quota = |more: Value| {
        let quota = json!({ "Name": "Q", "Occurrences": 1, "Logic": logic("q://QID1/SelectableChoice/1", "Selected") });
        with(quota, more)
    };
    let flow = |element: Value| {
        let own = json!({ "Type": "Block", "ID": DEFAULT, "FlowID": "FL_3" });
        json!({ "Type": "Root", "FlowID": "FL_1", "Flow": [own, with(json!({ "FlowID": "FL_9" }), element)], "Properties": { "Count": 9 } })
    };
    let before = survey.get("?format=qsf").await["SurveyElements"].clone();
    for (verb, part, body, member, missing) in [
        (Method::POST, "/questions", question(json!({ "DisplayLogic": unknown() })), "DisplayLogic", "QID99"),
        (
            Method::PUT,
            "/questions/QID1",
            question(json!({ "DisplayLogic": unknown() })),
            "DisplayLogic",
            "QID99",
        ),
        (
            Method::POST,
            "/questions",
            question(json!({ "DynamicChoices": carried("QID99") })),
            "DynamicChoices",
            "QID99",
        ),
        (
            Method::POST,
            "/questions",
            question(json!({ "DisplayLogic": logic("q://QID1/SelectableChoice/77", "Selected") })),
            "DisplayLogic",
            "QID1 has no choice 77",
        ),
        (Method::POST, "/questions", question(json!({ "QuestionType": "XX" })), "QuestionType", "TreeSelect"),
        (
            Method::POST,
            "/blocks",
            block(json!({ "BlockElements": skip_to("QID500") })),
            "SkipLogic",
            "QID500",
        ),
        (
            Method::POST,
            "/blocks",
            block(json!({ "Options": { "Looping": "Question", "LoopingOptions": { "QID": "QID888" } } })),
            "LoopingOptions",
            "QID888",
        ),
        (
            Method::PUT,
            "/flow",
            flow(json!({ "Type": "Branch", "BranchLogic": unknown() })),
            "BranchLogic",
            "QID99",
        ),
        (Method::PUT, "/flow", flow(json!({ "Type": "Branch", "BranchLogic": "x" })), "BranchLogic", "FL_9"),
        (Method::PUT, "/flow", flow(json!({ "Type": "BlockRandomizer", "SubSet": -1 })), "SubSet", "-1"),
        (Method::PUT, "/flow", flow(json!({ "Type": "Block", "ID": TRASH })), "ID", TRASH),
        (
            Method::PUT,
            "/flow",
            flow(json!({ "Type": "Branch", "BranchLogic": logic("qo://QO_none/QuotaMet", "EqualTo") })),
            "BranchLogic",
            "QO_none",
        ),
        (Method::POST, "/quotas", quota(json!({ "Logic": unknown() })), "Logic", "QID99"),
        (
            Method::POST,
            "/quotas",
            quota(json!({ "Logic": logic("q://QID1/SelectableChoice/77", "Selected") })),
            "Logic",
            "choice 77",
        ),
        (Method::POST, "/quotas", quota(json!({ "Logic": { "0": "when" } })), "Logic", "condition"),
        (Method::POST, "/quotas", quota(json!({ "Name": " " })), "Name", "name"),
        (Method::POST, "/quotas", quota(json!({ "QuotaRealm": "X" })), "QuotaRealm", "ResponseSet"),
        (
            Method::POST,
            "/quotas",
            quota(json!({ "QuotaSchedule": { "QuotaStart": "x" } })),
            "QuotaSchedule",
            "QuotaStart",
        ),
    ] {
        let message = survey.refused(verb, part, &body).await;
        assert!(message.contains(member) && message.contains(missing), "{member} {missing}: {message}");
    }
    assert_eq!(before, survey.get("?format=qsf").await["SurveyElements"], "nothing was changed");
}

#[tokio::test]
async fn what_is_there_may_be_named() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let shown = logic("q://QID4/SelectableChoice/1/2", "Selected");
    let id = survey.add_question(&with(choice_question("New"), json!({ "DisplayLogic": shown }))).await;
    let more = json!({ "DynamicChoices": carried("QID1"), "DisplayLogic": logic("q://QID3/ChoiceTextEntryValue", "NotEmpty") });
    survey.put(&format!("/questions/{id}"), &with(choice_question("New"), more)).await;
    // Of carried choices nobody knows which there will be.
    let about = json!({ "DisplayLogic": logic(&format!("q://{id}/SelectableChoice/x7"), "Selected") });
    survey.add_question(&with(choice_question("Newer"), about)).await;
    let block = with(
        json!({ "Type": "Standard", "Description": "New" }),
        json!({ "BlockElements": skip_to("ENDOFBLOCK") }),
    );
    survey.done(Method::POST, "/blocks", &block).await;
    let everybody = json!({ "Name": "All", "Occurrences": 1, "Logic": {}, "QuotaAction": "ForBranching" });
    survey.done(Method::POST, "/quotas", &everybody).await;
}

/// A question that becomes one without choices has none, whatever it still holds.
#[tokio::test]
async fn choices_that_logic_names_are_not_lost_with_a_questions_type() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let shown = json!({ "DisplayLogic": logic("q://QID1/SelectableChoice/1", "Selected") });
    survey.add_question(&with(choice_question("New"), shown)).await;
    let mut question = survey.get("/questions/QID1").await;
    question["QuestionType"] = json!("TE");
    question["Selector"] = json!("SL");
    let message = survey.refused(Method::PUT, "/questions/QID1", &question).await;
    assert!(message.contains("Choices") && message.contains("QID6"), "{message}");
}

/// Real files name what is gone: what they named goes on to be taken, and elsewhere too.
#[tokio::test]
async fn what_a_file_named_may_stay() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let gone = logic("q://QID99/SelectableChoice/1", "Selected");
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        match element["PrimaryAttribute"].as_str() {
            Some("QID3") => {
                element["Payload"]["DisplayLogic"] = gone.clone();
                element["Payload"]["QuestionType"] = json!("Mystery");
            }
            Some("QID1") => element["Payload"]["DynamicChoices"] = carried("QID98"),
            _ => {}
        }
        if element["Element"] == "FL" {
            let branch = json!({ "Type": "Branch", "FlowID": "FL_8", "BranchLogic": gone, "Flow": [] });
            element["Payload"]["Flow"].as_array_mut().unwrap().push(branch);
        }
    }
    let survey =
        Survey { server: &server, id: server.import_survey("Old", file.to_string().as_bytes()).await };
    for part in ["/questions/QID3", "/questions/QID1", "/flow"] {
        let mut got = survey.get(part).await;
        survey.put(part, &got).await;
        got["Mine"] = json!(1);
        survey.put(part, &got).await;
    }
    survey.add_question(&with(choice_question("New"), json!({ "DisplayLogic": gone }))).await;
}

/// A body that names another part than the path is meant for that one.
#[tokio::test]
async fn a_body_that_names_another_part_than_its_path_is_refused() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let quota = json!({ "Name": "Q", "Occurrences": 1, "Logic": {}, "QuotaAction": "ForBranching" });
    let made = survey.done(Method::POST, "/quotas", &quota).await;
    let quota = format!("/quotas/{}", made["QuotaID"].as_str().unwrap());
    let group = format!("/quotagroups/{}", made["QuotaGroupID"].as_str().unwrap());
    for (part, member, other) in [
        ("/questions/QID1", "QuestionID", "QID77"),
        (&format!("/blocks/{DEFAULT}"), "ID", TRASH),
        (&quota, "ID", "QO_another"),
        (&group, "ID", "QG_another"),
        ("/flow/FL_3", "FlowID", "FL_2"),
    ] {
        let mut body = survey.get(if part.starts_with("/flow") { "/flow" } else { part }).await;
        if part.starts_with("/flow") {
            body = body["Flow"][1].clone();
        }
        survey.put(part, &body).await;
        body[member] = json!(other);
        let message = survey.refused(Method::PUT, part, &body).await;
        assert!(message.contains(member) && message.contains("as in the path"), "{part}: {message}");
    }
    for (part, code) in [("/blocks/BL_0nothing0000000", "BLK_4"), ("/questions/QID99", "QST_4")] {
        let missing = survey.ask(Method::GET, part).send().await;
        assert_eq!((missing.status, missing.error_code().as_str()), (404, code));
        assert!(missing.error_message().contains("not found"), "{}", missing.error_message());
    }
}

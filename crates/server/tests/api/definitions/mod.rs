//! A survey's definition through the API: made of nothing, changed part by part, checked, and given out again.

use http::Method;
use model::permissions::{Leaf, States};
use needs::corpus;
use serde_json::{Value, json};
use testkit::fixtures::{PersonOf, person};
use testkit::{Answer, Ask, TestServer};

use crate::samples::{self, Respondent};

mod dates;
mod named;
mod put_back;
mod rebuilt;

/// A survey and its paths.
struct Survey<'s> {
    server: &'s TestServer,
    id: String,
}

impl<'s> Survey<'s> {
    async fn empty(server: &'s TestServer) -> Self {
        let body = json!({ "SurveyName": "Built", "Language": "EN", "ProjectCategory": "CORE" });
        let made = server.post("/survey-definitions").json(&body).send().await.result();
        Self { server, id: made["SurveyID"].as_str().unwrap().to_owned() }
    }

    async fn sample(server: &'s TestServer) -> Self {
        Self { server, id: server.import_survey("Sample", &samples::survey(&json!({}))).await }
    }

    fn ask(&self, verb: Method, part: &str) -> Ask<'s> {
        let path = format!("/API/v3/survey-definitions/{}{part}", self.id);
        self.server.ask(verb, &path).token(testkit::server::ADMINISTRATOR)
    }

    async fn get(&self, part: &str) -> Value {
        self.ask(Method::GET, part).send().await.result()
    }

    /// Sends a body, which must be taken.
    async fn done(&self, verb: Method, part: &str, body: &Value) -> Value {
        let answer = self.ask(verb, part).json(body).send().await;
        assert_eq!(answer.status, 200, "{part}: {} to {body}", answer.text());
        answer.json()["result"].clone()
    }

    async fn put(&self, part: &str, body: &Value) -> Value {
        self.done(Method::PUT, part, body).await
    }

    async fn add_question(&self, body: &Value) -> String {
        self.done(Method::POST, "/questions", body).await["QuestionID"].as_str().unwrap().to_owned()
    }

    /// Sends what must be refused with 400, and gives the message.
    async fn refused(&self, verb: Method, part: &str, body: &Value) -> String {
        let answer = self.ask(verb, part).json(body).send().await;
        assert_eq!(answer.status, 400, "{part} {body}: {}", answer.text());
        answer.error_message()
    }

    async fn delete(&self, part: &str) -> Answer {
        self.ask(Method::DELETE, part).send().await
    }

    /// The ids of the questions of a block, in order.
    async fn shown_by(&self, block: &str) -> Vec<String> {
        let block = self.get(&format!("/blocks/{block}")).await;
        let elements = block["BlockElements"].as_array().unwrap();
        elements.iter().filter_map(|element| element["QuestionID"].as_str().map(str::to_owned)).collect()
    }
}

fn choice_question(text: &str) -> Value {
    json!({
        "QuestionText": text, "QuestionType": "MC", "Selector": "SAVR",
        "Choices": { "1": { "Display": "Yes" }, "2": { "Display": "No" } },
    })
}

fn logic(locator: &str, operator: &str) -> Value {
    let condition = json!({
        "LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": operator,
        "Type": "Expression",
    });
    json!({ "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" })
}

const DEFAULT: &str = "BL_aaaaaaaaaaaaaaa";
const TRASH: &str = "BL_bbbbbbbbbbbbbbb";

#[tokio::test]
async fn a_survey_built_from_nothing_is_taken_and_exported() {
    let server = TestServer::start().await;
    let survey = Survey::empty(&server).await;
    // K16: what a client reads of a new survey's options.
    let mut options = survey.get("/options").await;
    assert!(options["Skin"].is_object(), "{options}");
    assert_eq!((&options["Header"], &options["Footer"]), (&json!(""), &json!("")));
    let definition = survey.get("").await;
    let kinds = |definition: &Value| -> Vec<String> {
        let blocks = definition["Blocks"].as_object().unwrap().values();
        blocks.map(|block| block["Type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&definition), ["Default", "Trash"]);
    assert_eq!(definition["SurveyStatus"], "Inactive");

    let first = survey.add_question(&choice_question("Do you read?")).await;
    assert_eq!(first, "QID1");
    // K18: what clients leave out.
    for (number, body) in [
        json!({ "QuestionText": "Which?", "QuestionType": "MC", "Selector": "MAVR",
                "Choices": { "1": { "Display": "Novels" }, "2": { "Display": "Papers" } } }),
        json!({ "QuestionText": "Rate", "QuestionType": "Matrix", "Selector": "Likert",
                "Choices": { "1": { "Display": "Price" } },
                "Answers": { "1": { "Display": "Low" }, "2": { "Display": "High" } } }),
        json!({ "QuestionText": "Why?", "QuestionType": "TE", "Selector": "SL" }),
        json!({ "QuestionText": "How much?", "QuestionType": "Slider", "Selector": "HSLIDER", "ChoiceOrder": [1],
                "Choices": { "1": { "Display": "Amount" } } }),
        json!({ "QuestionText": "<p>Thank you for <b>reading</b>.</p>", "QuestionType": "DB", "Selector": "TB" }),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(survey.add_question(body).await, format!("QID{}", number + 2));
    }
    let rate = survey.get("/questions/QID3").await;
    assert_eq!(
        (&rate["DataExportTag"], &rate["SubSelector"], &rate["ChoiceOrder"], &rate["AnswerOrder"]),
        (&json!("Q3"), &json!("SingleAnswer"), &json!(["1"]), &json!(["1", "2"]))
    );
    assert_eq!((&rate["NextChoiceId"], &rate["NextAnswerId"]), (&json!(2), &json!(3)));
    assert_eq!(survey.get("/questions/QID6").await["QuestionDescription"], "Thank you for reading.");

    let block =
        survey.done(Method::POST, "/blocks", &json!({ "Type": "Standard", "Description": "More" })).await;
    // K17: the count that clients go by is raised.
    assert_eq!(block["FlowID"], "FL_3");
    let mut flow = survey.get("/flow").await;
    assert_eq!(flow["Properties"]["Count"], 3);
    let block = block["BlockID"].as_str().unwrap().to_owned();
    let added = survey.ask(Method::POST, &format!("/questions?blockId={block}"));
    let mut only_readers =
        json!({ "QuestionText": "Where, ${e://Field/name}?", "QuestionType": "TE", "Selector": "SL" });
    only_readers["DisplayLogic"] = logic("q://QID1/SelectableChoice/1", "Selected");
    assert_eq!(added.json(&only_readers).send().await.result()["QuestionID"], "QID7");
    let fields = json!({ "Type": "EmbeddedData", "FlowID": "FL_4", "EmbeddedData": [
        { "Description": "name", "Type": "Custom", "Field": "name", "VariableType": "String", "Value": "Ada" },
    ] });
    flow["Flow"].as_array_mut().unwrap().insert(0, fields);
    flow["Properties"]["Count"] = json!(1);
    survey.put("/flow", &flow).await;
    assert_eq!(survey.get("/flow").await["Properties"]["Count"], 4);
    options["BackButton"] = json!(true);
    survey.put("/options", &options).await;
    assert_eq!(survey.get("/options").await["BackButton"], "true");
    survey.put("/metadata", &json!({ "SurveyStatus": "Active" })).await;

    for reads in [true, false] {
        let mut respondent = Respondent::open(&server, &survey.id, "").await;
        let choice = if reads { "1" } else { "2" };
        let answers = [
            ("QID1", choice),
            ("QID2", "1"),
            ("QID2", "2"),
            ("QID3_1", "2"),
            ("QID4_TEXT", "For fun"),
            ("QID5_1", "7"),
        ];
        respondent.next(&answers).await;
        assert_eq!(respondent.page.contains("Where, Ada?"), reads, "{}", respondent.page);
        if reads {
            respondent.next(&[("QID7_TEXT", "At home")]).await;
        }
        assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    }
    let exported = server.export(&survey.id, json!({ "format": "ndjson" })).await;
    let rows: Vec<Value> = exported.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(rows.len(), 2, "{exported}");
    let values = &rows[0]["values"];
    assert_eq!(
        (&values["QID1"], &values["QID2"], &values["QID3_1"], &values["QID7_TEXT"], &values["name"]),
        (&json!(1), &json!(["1", "2"]), &json!(2), &json!("At home"), &json!("Ada")),
        "{values}"
    );
}

/// A file that is sent as JSON is the survey it was, and comes out equal.
#[tokio::test]
async fn a_survey_file_sent_as_json_makes_a_survey() {
    let server = TestServer::start().await;
    let file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let made = server.post("/survey-definitions").json(&file).send().await.result();
    let id = made["SurveyID"].as_str().unwrap();
    assert_eq!(made["DefaultBlockID"], DEFAULT);
    let kept = server.get(&format!("/survey-definitions/{id}?format=qsf")).send().await.result();
    assert_eq!(kept["SurveyElements"][3]["Payload"], file["SurveyElements"][3]["Payload"]);
    let mut broken = file;
    broken["SurveyElements"].as_array_mut().unwrap().remove(0);
    let refused = server.post("/survey-definitions").json(&broken).send().await;
    assert_eq!((refused.status, refused.error_code().as_str()), (400, "SVI_1"), "{}", refused.text());
}

/// Imported, one question changed, exported: the difference is that question alone, and both ways are equal in everything else.
#[tokio::test]
async fn what_an_edit_changes_of_a_file_is_one_question() {
    let Some(files) = corpus::survey_files() else { return };
    let server = TestServer::start().await;
    let mut edited = 0;
    for path in files {
        let file = std::fs::read(&path).unwrap();
        let survey = Survey { server: &server, id: server.import_survey("Corpus", &file).await };
        let before = survey.get("?format=qsf").await;
        let elements = |file: &Value| -> Vec<Value> {
            match &file["SurveyElements"] {
                Value::Array(list) => list.clone(),
                Value::Object(map) => map.values().cloned().collect(),
                other => panic!("{other}"),
            }
        };
        let questions = elements(&before);
        let mut questions =
            questions.iter().filter(|element| element["Element"] == "SQ" && element["Payload"].is_object());
        let Some(id) = questions.next_back().and_then(|element| element["PrimaryAttribute"].as_str()) else {
            continue;
        };
        let part = format!("/questions/{id}");
        let mut question = survey.get(&part).await;
        question["QuestionText"] = json!("Another text");
        survey.put(&part, &question).await;
        let after = survey.get("?format=qsf").await;
        let (before, after) = (elements(&before), elements(&after));
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            if before["PrimaryAttribute"] != json!(id) {
                assert_eq!(before, after, "{}", path.display());
                continue;
            }
            let mut expected = before.clone();
            expected["Payload"]["QuestionText"] = json!("Another text");
            if before["Payload"].get("QuestionText_Unsafe").is_some() {
                expected["Payload"]["QuestionText_Unsafe"] = json!("Another text");
            }
            assert_eq!(&expected, after, "{}", path.display());
        }
        // What is got can be put back as it is, and nothing is written then.
        let versions = server.texts("SELECT place FROM survey_piece WHERE version > 2").await.len();
        for part in [part.as_str(), "/flow", "/options"] {
            let got = survey.get(part).await;
            survey.put(part, &got).await;
            assert_eq!(survey.get(part).await, got, "{} {part}", path.display());
        }
        for block in survey.get("").await["Blocks"].as_object().unwrap().keys() {
            let part = format!("/blocks/{block}");
            let got = survey.get(&part).await;
            survey.put(&part, &got).await;
        }
        let written = server.texts("SELECT place FROM survey_piece WHERE version > 2").await;
        // Old files write a block's elements, and the flow's, otherwise than the API gives them.
        let kept = written[versions..]
            .iter()
            .all(|place| place.starts_with("block/") || ["flow", "sums"].contains(&place.as_str()));
        assert!(kept, "{}: {written:?}", path.display());
        edited += 1;
    }
    assert!(edited > 5, "{edited} files");
}

#[tokio::test]
async fn what_logic_names_cannot_be_deleted_and_the_message_says_who() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let mut why = survey.get("/questions/QID3").await;
    why["DisplayLogic"] = logic("q://QID1/SelectableChoice/2", "Selected");
    survey.put("/questions/QID3", &why).await;
    let told = survey.delete("/questions/QID1").await;
    assert_eq!(told.status, 400);
    assert!(
        told.error_message().contains("question QID1 is used by the display logic of question QID3"),
        "{}",
        told.text()
    );
    // A choice that logic names cannot be left out; another one can.
    let mut how = survey.get("/questions/QID1").await;
    how["Choices"].as_object_mut().unwrap().remove("2");
    let told = survey.refused(Method::PUT, "/questions/QID1", &how).await;
    assert!(told.contains("Choices") && told.contains("the display logic of question QID3"), "{told}");
    how["Choices"] = json!({ "1": { "Display": "Good" }, "2": { "Display": "Bad" } });
    how["ChoiceOrder"] = json!(["1", "2"]);
    survey.put("/questions/QID1", &how).await;
    // Nothing of what was refused is left.
    assert_eq!(survey.shown_by(DEFAULT).await.len(), 5);

    // Once the logic is gone (null, as clients send it), the question goes, and its id never comes back.
    why["DisplayLogic"] = Value::Null;
    survey.put("/questions/QID3", &why).await;
    assert_eq!(survey.delete("/questions/QID1").await.status, 200);
    assert_eq!(survey.delete("/questions/QID1").await.status, 404);
    assert_eq!(survey.shown_by(DEFAULT).await, ["QID2", "QID3", "QID4", "QID5"]);
    let last = survey.add_question(&choice_question("Again?")).await;
    assert_eq!(last, "QID6");
    assert_eq!(survey.delete("/questions/QID6").await.status, 200);
    assert_eq!(survey.add_question(&choice_question("And again?")).await, "QID7");
}

#[tokio::test]
async fn a_question_is_in_one_block_and_nothing_is_lost_with_a_block() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let shown = |id: &str| json!({ "Type": "Question", "QuestionID": id });
    let more = json!({ "Type": "Standard", "Description": "More", "BlockElements": [shown("QID2"), { "Type": "Page Break" }, shown("QID4")] });
    let block = survey.done(Method::POST, "/blocks", &more).await["BlockID"].as_str().unwrap().to_owned();
    let part = format!("/blocks/{block}");
    assert_eq!(survey.shown_by(DEFAULT).await, ["QID1", "QID3", "QID5"]);
    assert_eq!(survey.shown_by(&block).await, ["QID2", "QID4"]);
    // K18: Type and Description alone keep the elements.
    survey.put(&part, &json!({ "Type": "Standard", "Description": "Renamed" })).await;
    assert_eq!(survey.shown_by(&block).await, ["QID2", "QID4"]);
    assert_eq!(survey.get(&part).await["Description"], "Renamed");
    for (elements, told) in [
        (json!([shown("QID99")]), "question QID99 is none of this survey's"),
        (json!([shown("QID1"), shown("QID1")]), "question QID1 is named twice"),
        (json!([{ "Type": "Question" }]), "without its QuestionID"),
    ] {
        let body = json!({ "Type": "Standard", "Description": "x", "BlockElements": elements });
        let message = survey.refused(Method::PUT, &part, &body).await;
        assert!(message.contains("BlockElements") && message.contains(told), "{message}");
    }
    let other = json!({ "Type": "Trash", "Description": "x" });
    assert!(survey.refused(Method::PUT, &part, &other).await.contains("Type"));
    assert!(survey.refused(Method::POST, "/blocks", &other).await.contains("Type"));
    // What it shows no more goes to the trash, and with the block all it has; its element leaves the flow.
    survey
        .put(&part, &json!({ "Type": "Standard", "Description": "x", "BlockElements": [shown("QID4")] }))
        .await;
    assert_eq!(survey.shown_by(TRASH).await, ["QID2"]);
    for special in [DEFAULT, TRASH] {
        assert_eq!(survey.delete(&format!("/blocks/{special}")).await.status, 400);
    }
    assert!(survey.get("/flow").await.to_string().contains(&block));
    assert_eq!(survey.delete(&part).await.status, 200);
    assert_eq!(survey.shown_by(TRASH).await, ["QID2", "QID4"]);
    assert!(!survey.get("/flow").await.to_string().contains(&block));
    assert_eq!(survey.ask(Method::GET, &part).send().await.status, 404);
    // What is left is a survey file.
    server.import_survey("Again", survey.get("?format=qsf").await.to_string().as_bytes()).await;
}

#[tokio::test]
async fn a_flow_is_checked_and_its_elements_are_changed_one_by_one() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let flow = survey.get("/flow").await;
    assert_eq!(flow["Properties"]["Count"], 3, "a root without a count is given out with one");
    let with = |elements: Value| {
        let mut flow = flow.clone();
        flow["Flow"] = elements;
        flow
    };
    let block = |flow: &str, id: &str| json!({ "Type": "Block", "FlowID": flow, "ID": id });
    for (elements, told) in [
        (
            json!([block("FL_2", "BL_none00000000000")]),
            "the block `BL_none00000000000`, which the survey does not have",
        ),
        (json!([block("FL_2", DEFAULT), block("FL_2", DEFAULT)]), "two elements FL_2"),
        (
            json!([{ "Type": "Group", "FlowID": "FL_9", "Flow": [block("FL_1", DEFAULT)] }]),
            "two elements FL_1",
        ),
        (json!([{ "Type": "Sorcery", "FlowID": "FL_9" }]), "type `Sorcery`"),
    ] {
        let message = survey.refused(Method::PUT, "/flow", &with(elements)).await;
        assert!(message.contains(told), "{message}");
    }
    let mut not_root = flow.clone();
    not_root["Type"] = json!("Group");
    assert!(survey.refused(Method::PUT, "/flow", &not_root).await.contains("Type"));
    // K17: out of order, low counts, lists of pairs.
    let service = json!({ "Type": "WebService", "FlowID": "FL_12", "URL": "https://example.org", "Method": "GET",
        "RequestParams": [{ "key": "a", "value": "b" }], "ResponseMap": [{ "key": "c", "value": "d" }] });
    let group =
        json!({ "Type": "Group", "FlowID": "FL_7", "Description": "g", "Flow": [block("FL_3", DEFAULT)] });
    survey.put("/flow", &with(json!([service, group, flow["Flow"][0]]))).await;
    let kept = survey.get("/flow").await;
    assert_eq!(
        (&kept["Properties"]["Count"], &kept["Flow"][0]["ResponseMap"]),
        (&json!(12), &json!([{ "key": "c", "value": "d" }]))
    );
    // One element, with and without what stands in it.
    survey.put("/flow/FL_7", &json!({ "Type": "Group", "Description": "renamed" })).await;
    let kept = survey.get("/flow").await;
    assert_eq!(
        (&kept["Flow"][1]["Description"], &kept["Flow"][1]["Flow"][0]["FlowID"]),
        (&json!("renamed"), &json!("FL_3"))
    );
    let twice = json!({ "Type": "Group", "Flow": [block("FL_12", DEFAULT)] });
    assert!(survey.refused(Method::PUT, "/flow/FL_7", &twice).await.contains("two elements FL_12"));
    assert!(survey.refused(Method::PUT, "/flow/FL_1", &json!({ "Type": "Root" })).await.contains("flowId"));
    let missing = survey.ask(Method::PUT, "/flow/FL_99").json(&json!({ "Type": "Group" })).send().await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn options_and_metadata_change_the_survey_itself() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let mut options = survey.get("/options").await;
    options["SurveyName"] = json!("Renamed");
    options["SurveyLanguage"] = json!("DE");
    options["SurveyStartDate"] = json!("2024-03-05 10:11:12");
    options["Mine"] = json!({ "kept": true });
    survey.put("/options", &options).await;
    let definition = survey.get("").await;
    assert_eq!(definition["SurveyName"], "Renamed");
    let kept = &definition["SurveyOptions"];
    assert_eq!(
        (&kept["SurveyLanguage"], &kept["SurveyStartDate"], &kept["Mine"]["kept"]),
        (&json!("DE"), &json!("2024-03-05T10:11:12Z"), &json!(true))
    );
    for (name, value) in [
        ("ProgressBarDisplay", json!("Loud")),
        ("BackButton", json!("maybe")),
        ("SurveyName", json!("")),
        ("SurveyStartDate", json!("soon")),
        ("Header", Value::Null),
        ("Skin", json!(7)),
    ] {
        let mut wrong = options.clone();
        wrong[name] = value;
        assert!(survey.refused(Method::PUT, "/options", &wrong).await.contains(name), "{name}");
    }
    // What the original demands and is left out stays; anything else is gone.
    survey.put("/options", &json!({ "PartialData": "+2 weeks" })).await;
    let kept = survey.get("/options").await;
    assert_eq!((&kept["BackButton"], &kept["PartialData"]), (&json!("true"), &json!("+2 weeks")));
    assert!(kept.get("Mine").is_none());

    survey.put("/metadata", &json!({ "SurveyDescription": "Asked at the exit", "SurveyExpirationDate": "2030-01-01 00:00:00" })).await;
    let metadata = survey.get("/metadata").await;
    assert_eq!(metadata.as_object().unwrap().len(), 17);
    assert_eq!(
        (&metadata["SurveyDescription"], &metadata["SurveyExpirationDate"]),
        (&json!("Asked at the exit"), &json!("2030-01-01 00:00:00"))
    );
    assert_eq!((&metadata["SurveyName"], &metadata["SurveyLanguage"]), (&json!("Renamed"), &json!("DE")));
    // What is got can be put back.
    survey.put("/metadata", &metadata).await;
    survey.put("/metadata", &json!({ "SurveyStatus": "Inactive", "SurveyStartDate": null })).await;
    let metadata = survey.get("/metadata").await;
    assert_eq!((&metadata["SurveyStatus"], &metadata["SurveyStartDate"]), (&json!("Inactive"), &Value::Null));
    assert!(survey.refused(Method::PUT, "/metadata", &json!({})).await.contains("at least one member"));
    let backwards = json!({ "SurveyStartDate": "2031-01-01 00:00:00" });
    assert!(survey.refused(Method::PUT, "/metadata", &backwards).await.contains("SurveyExpirationDate"));
}

/// K18: a question is put with its type, selector and text alone.
#[tokio::test]
async fn what_the_original_demands_and_a_client_leaves_out_of_a_question_stays() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let before = survey.get("/questions/QID1").await;
    let said = json!({ "QuestionText": "How was it, really?", "QuestionType": "MC", "Selector": "SAVR", "DisplayLogic": null, "Own": 1 });
    survey.put("/questions/QID1", &said).await;
    let after = survey.get("/questions/QID1").await;
    for kept in ["Choices", "ChoiceOrder", "Validation", "DataExportTag", "SubSelector", "QuestionID"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert_eq!((&after["QuestionDescription"], &after["Own"]), (&json!("How was it, really?"), &json!(1)));
    assert!(after.get("RecodeValues").is_none(), "what it does not demand is gone");
    let text = json!({ "QuestionText": "Say", "QuestionType": "TE", "Selector": "SL" });
    survey.put("/questions/QID1", &text).await;
    let after = survey.get("/questions/QID1").await;
    assert_eq!((&after["DataExportTag"], after.get("Choices")), (&json!("Q1"), None));
    for (member, value) in [
        ("Choices", json!("x")),
        ("Choices", json!({ "1": 7 })),
        ("ChoiceOrder", json!([[]])),
        ("Language", json!([1])),
    ] {
        let mut wrong = before.clone();
        wrong[member] = value;
        assert!(survey.refused(Method::PUT, "/questions/QID1", &wrong).await.contains(member), "{member}");
    }
    let many: serde_json::Map<_, _> =
        (0..300).map(|id| (id.to_string(), json!({ "Display": "x" }))).collect();
    let grid = json!({ "QuestionText": "Grid", "QuestionType": "Matrix", "Selector": "Likert", "Choices": many, "Answers": many });
    assert!(
        survey.refused(Method::POST, "/questions", &grid).await.contains("90000 answer cells; 50000 at most")
    );
}

/// Whoever may change questions and blocks of a shared survey, and not its skip logic, changes no skip logic.
#[tokio::test]
async fn skip_logic_needs_a_right_of_its_own() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let sam = person(&server, &PersonOf::default()).await;
    let share = async |skips: bool| {
        let leaves = json!({ "useBlocks": true, "editQuestions": true, "useSkipLogic": skips });
        let body =
            json!({ "userId": sam.id.as_str(), "permissions": { "surveyDefinitionManipulation": leaves } });
        let path = format!("/surveys/{}/permissions/collaborations", survey.id);
        assert_eq!(server.post(&path).json(&body).send().await.status, 200);
    };
    share(false).await;
    let part = format!("/blocks/{DEFAULT}");
    let block = survey.get(&part).await;
    let mut skipping = block.clone();
    skipping["BlockElements"][0]["SkipLogic"] = json!([{ "SkipLogicID": 1, "ChoiceLocator": "q://QID1/SelectableChoice/2", "Condition": "Selected", "QuestionID": "QID1", "SkipToDestination": "ENDOFSURVEY" }]);
    let put =
        async |body: &Value| survey.ask(Method::PUT, &part).token(&sam.token).json(body).send().await.status;
    let mut renamed = block.clone();
    renamed["Description"] = json!("Renamed");
    assert_eq!((put(&renamed).await, put(&skipping).await), (200, 403));
    let question = survey.get("/questions/QID1").await;
    let edited = survey.ask(Method::PUT, "/questions/QID1").token(&sam.token).json(&question).send().await;
    assert_eq!(edited.status, 200);
    let deleted = survey.ask(Method::DELETE, "/questions/QID5").token(&sam.token).send().await;
    assert_eq!(deleted.status, 403, "changing is not deleting");
    share(true).await;
    assert_eq!(put(&skipping).await, 200);
}

/// R1, R2 (cases 01 and 02): ids of other programs.
#[tokio::test]
async fn questions_with_ids_of_other_programs_are_imported_answered_edited_and_exported() {
    let server = TestServer::start().await;
    for id in ["QID-7", "Q1"] {
        let file = String::from_utf8(samples::survey(&json!({}))).unwrap().replace("QID3", id);
        let survey = Survey { server: &server, id: server.import_survey("Other", file.as_bytes()).await };
        let part = format!("/questions/{id}");
        let mut question = survey.get(&part).await;
        question["QuestionText"] = json!("Your number?");
        survey.put(&part, &question).await;
        // Respondents see it once it is published.
        let publish = server.put(&format!("/surveys/{}", survey.id)).json(&json!({ "isActive": true }));
        assert_eq!(publish.send().await.status, 200);
        let mut respondent = Respondent::open(&server, &survey.id, "").await;
        respondent.next(&[("QID1", "1")]).await;
        assert!(respondent.page.contains("Your number?"));
        let field = format!("{id}_TEXT");
        respondent.next(&[(field.as_str(), "four")]).await;
        samples::record(&server, &survey.id, json!({ "QID1": 10, field.as_str(): "posted" })).await;
        let csv = server.export(&survey.id, json!({ "format": "csv" })).await;
        assert!(csv.contains(&format!("\"{{\"\"ImportId\"\":\"\"{field}\"\"}}\"")), "{csv}");
        assert!(csv.contains(",four,") && csv.contains(",posted,"), "{csv}");
        assert_eq!(survey.delete(&part).await.status, 200);
    }
}

/// The loops of a survey count in its bound, whatever is edited: the loop, a question in it, the question it loops over.
#[tokio::test]
async fn the_bound_over_the_whole_survey_holds_for_each_edit() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    let part = format!("/blocks/{DEFAULT}");
    let mut block = survey.get(&part).await;
    let rows = |many: usize| -> Value {
        (1..=many).map(|row| (row.to_string(), json!({ "1": "x" }))).collect::<serde_json::Map<_, _>>().into()
    };
    let mut looping = |many: usize| {
        block["Options"] = json!({ "Looping": "Static", "LoopingOptions": { "Static": rows(many) } });
        block.clone()
    };
    let told = survey.refused(Method::PUT, &part, &looping(19_000)).await;
    assert!(told.contains("answer cells and fields; 200000 at most"), "{told}");
    survey.put(&part, &looping(100)).await;
    let choices = |many: usize| -> Value {
        (1..=many)
            .map(|id| (id.to_string(), json!({ "Display": "x" })))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let mut question = survey.get("/questions/QID2").await;
    question["ChoiceOrder"] = json!([]);
    question["Choices"] = choices(3_000);
    assert!(survey.refused(Method::PUT, "/questions/QID2", &question).await.contains("200000 at most"));
    assert!(survey.refused(Method::POST, "/questions", &json!({ "QuestionText": "x", "QuestionType": "MC", "Selector": "SAVR", "Choices": choices(3_000) })).await.contains("200000 at most"));
    assert_eq!(survey.delete("/questions/QID1").await.status, 200);
    // The sums that edits moved are those of the file counted anew.
    let sums = async || -> Vec<Value> {
        let texts = server
            .texts("SELECT body FROM survey_piece WHERE place = 'sums' ORDER BY survey_no, version")
            .await;
        texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    };
    let mut moved = sums().await.pop().unwrap();
    let pieces =
        server.texts("SELECT body FROM survey_piece WHERE ended > 1000000 AND place <> 'sums'").await;
    assert_eq!(moved["bytes"], pieces.iter().map(String::len).sum::<usize>());
    let file = survey.get("?format=qsf").await.to_string();
    server.import_survey("Again", file.as_bytes()).await;
    let counted = sums().await.pop().unwrap();
    moved["bytes"] = counted["bytes"].clone();
    assert_eq!(moved, counted);
}

/// One question of ten thousand is changed: two rows of some kilobytes are written, the question and the sums.
#[tokio::test]
async fn an_edit_of_one_question_of_ten_thousand_writes_that_question() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    let question = elements[3].clone();
    let mut shown = Vec::new();
    for number in 6..=10_000 {
        let mut question = question.clone();
        (question["PrimaryAttribute"], question["Payload"]["QuestionID"]) =
            (json!(format!("QID{number}")), json!(format!("QID{number}")));
        shown.push(json!({ "Type": "Question", "QuestionID": format!("QID{number}") }));
        elements.push(question);
    }
    elements[0]["Payload"][0]["BlockElements"].as_array_mut().unwrap().extend(shown);
    let survey =
        Survey { server: &server, id: server.import_survey("Large", file.to_string().as_bytes()).await };
    let mut question = survey.get("/questions/QID9000").await;
    question["QuestionText"] = json!("Changed");
    survey.put("/questions/QID9000", &question).await;
    let written = server.texts("SELECT body FROM survey_piece WHERE version = 2").await;
    assert_eq!(written.len(), 2);
    let bytes: usize = written.iter().map(String::len).sum();
    assert!(bytes < 4096, "{bytes} bytes");
    assert_eq!(survey.get("/questions/QID9000").await["QuestionText"], "Changed");
}

/// A file of 0.2.0 is one piece, and one of later versions may have no sums: the first edit mends both.
#[tokio::test]
async fn a_definition_of_a_former_version_is_read_and_edited() {
    let server = TestServer::start().await;
    let survey = Survey::sample(&server).await;
    server.execute("DELETE FROM survey_piece WHERE place = 'sums'", &[]).await;
    let before = survey.get("?format=qsf").await;
    let edit = async |words: &str| {
        let mut question = survey.get("/questions/QID3").await;
        question["QuestionText"] = json!(words);
        survey.put("/questions/QID3", &question).await;
    };
    edit("Without sums").await;
    assert_eq!(
        server.texts("SELECT place FROM survey_piece WHERE version = 2 ORDER BY place").await,
        ["question/QID3", "sums"]
    );
    server.execute("DELETE FROM survey_piece WHERE version = 1 AND place <> 'flow'", &[]).await;
    server.execute("DELETE FROM survey_piece WHERE version = 2", &[]).await;
    let whole = before.to_string();
    server.execute("UPDATE survey_piece SET place = 'whole', body = $1", &[whole.as_str().into()]).await;
    edit("In one piece").await;
    assert_eq!(
        server.texts("SELECT place FROM survey_piece WHERE ended > 1000 AND place = 'whole'").await,
        Vec::<String>::new()
    );
    let after = survey.get("?format=qsf").await;
    let mut expected = before;
    (expected["SurveyEntry"]["LastModified"], expected["SurveyElements"][5]["Payload"]["QuestionText"]) =
        (after["SurveyEntry"]["LastModified"].clone(), json!("In one piece"));
    assert_eq!(after, expected);
}

/// What an account has off, it may not do in its own surveys either: blocks, the flow, or anything of a definition.
#[tokio::test]
async fn an_account_changes_the_parts_that_its_permissions_allow() {
    let server = TestServer::start().await;
    let all = [
        ("EditSurveys", [403; 4]),
        ("UseBlocks", [200, 403, 200, 200]),
        ("EditSurveyFlow", [200, 200, 403, 200]),
    ];
    for (name, expected) in all {
        let leaf = *Leaf::ALL.iter().find(|leaf| format!("{leaf:?}") == name).unwrap();
        let mut permissions = States::NOTHING;
        permissions.set(leaf, false);
        let owner = person(&server, &PersonOf { permissions, ..PersonOf::default() }).await;
        let body = json!({ "SurveyName": "Own", "Language": "EN", "ProjectCategory": "CORE" });
        let made = server.post("/survey-definitions").token(&owner.token).json(&body).send().await.result();
        let survey = Survey { server: &server, id: made["SurveyID"].as_str().unwrap().to_owned() };
        survey.add_question(&choice_question("Well?")).await;
        let block = format!("/blocks/{}", made["DefaultBlockID"].as_str().unwrap());
        let mut found = [0; 4];
        for (place, part) in ["/questions/QID1", block.as_str(), "/flow", "/options"].into_iter().enumerate()
        {
            let body = survey.get(part).await;
            let answer = survey.ask(Method::PUT, part).token(&owner.token).json(&body).send().await;
            assert!(
                answer.status == 200 || answer.error_message().contains(leaf.path()),
                "{}",
                answer.text()
            );
            found[place] = answer.status;
        }
        assert_eq!(found, expected, "{name}");
    }
}

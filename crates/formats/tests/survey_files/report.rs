//! What a survey uses that is not run: told with where and what happens instead.

use engine::run::{
    Direction, PreparedSurvey, ReportLine, SubmitOutcome, findings, page, report, start, submit,
};
use formats::qsf;
use model::survey::SurveyFile;
use serde_json::{Value, json};

fn told(value: Value) -> Vec<ReportLine> {
    of(&qsf::from_value(value).unwrap())
}

fn of(file: &SurveyFile) -> Vec<ReportLine> {
    let survey = PreparedSurvey::new(qsf::survey(file));
    report(&survey, file, findings(&survey))
}

/// A line as a text: `2 x a captcha: it is not shown [question Q1 (QID1)]`.
fn line(line: &ReportLine) -> String {
    format!("{} x {}: {} [{}]", line.times, line.what, line.instead, line.places.join(", "))
}

fn question(id: &str, kind: &str, selector: &str, more: Value) -> Value {
    let mut payload = json!({
        "QuestionID": id, "QuestionType": kind, "Selector": selector, "DataExportTag": id.replace("QID", "Q"),
        "QuestionText": "", "QuestionDescription": "",
    });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "Element": "SQ", "PrimaryAttribute": id, "Payload": payload })
}

/// An expression of one condition.
fn when(logic: &str, left: &str, operator: &str) -> Value {
    let condition = json!({
        "LogicType": logic, "LeftOperand": left, "Operator": operator, "RightOperand": "1", "Type": "Expression",
    });
    json!({ "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" })
}

/// A survey with a flow, one block with these options, questions and options.
fn survey(flow: Value, block: Value, questions: Vec<Value>, options: Value, more: Vec<Value>) -> Value {
    let elements: Vec<Value> = questions
        .iter()
        .map(|question| json!({ "Type": "Question", "QuestionID": question["PrimaryAttribute"] }))
        .collect();
    let mut own =
        json!({ "Type": "Default", "ID": "BL_1", "Description": "Main", "BlockElements": elements });
    own.as_object_mut().unwrap().extend(block.as_object().unwrap().clone());
    let mut all = vec![
        json!({ "Element": "BL", "Payload": [own] }),
        json!({ "Element": "FL", "Payload": { "Type": "Root", "FlowID": "FL_1", "Flow": flow } }),
        json!({ "Element": "SO", "Payload": options }),
    ];
    all.extend(questions);
    all.extend(more);
    json!({ "SurveyEntry": { "SurveyLanguage": "EN" }, "SurveyElements": all })
}

#[test]
fn everything_that_is_not_run_is_told_with_its_place_and_what_happens_instead() {
    let block = json!({ "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" });
    let ends = json!({
        "SurveyTermination": "DisplayMessage", "EOSMessage": "MS_1", "ResponseSummary": "Yes", "EmailThankYou": "false",
        "Screenout": "Yes", "ResponseFlag": "Screened", "IgnoreResponse": "Yes", "ConfirmResponseSummary": "Yes",
    });
    let flow = json!([
        { "Type": "WebService", "FlowID": "FL_3", "URL": "https://x.example/?a=${loc://City}",
          "FireAndForget": true, "ResponseMap": [{ "key": "A", "value": "x" }, { "key": "city", "value": "y" }] },
        { "Type": "Authenticator", "FlowID": "FL_4", "Flow": [block], "SSOOptions": { "UseSSO": "Yes" },
          "Options": { "loadExistingSession": true, "reauthenticateSession": true, "questionText": { "MessageID": "MS_1" },
            "authenticationError": { "SystemMessage": { "Section": "ErrorCodes", "Message": "EAUTH02" } } } },
        { "Type": "Randomizer", "FlowID": "FL_5", "RandomizerOptions": { "a": 1 }, "Flow": [] },
        { "Type": "Branch", "FlowID": "FL_6", "BranchLogic": when("GeoIP", "loc://City", "Is"), "Flow": [
            { "Type": "Branch", "FlowID": "FL_9", "BranchLogic": when("DeviceType", "palm", "Is"), "Flow": [] },
            { "Type": "EmbeddedData", "FlowID": "FL_7", "EmbeddedData": [
                { "Type": "Custom", "Field": "a", "Value": "$e{ 1 + ${gr://SC_1/Rank} - abs( q://QID4/Regions ) }" },
            ] },
        ] },
        { "Type": "EndSurvey", "FlowID": "FL_8", "EndingType": "Advanced", "Options": ends },
    ]);
    let options = json!({ "NextButton": "On", "nextButtonMID": "MS_2", "Looping": "Spiral",
        "RandomizeQuestions": "RandomWithOnlyX", "Randomization": { "EvenPresentation": true } });
    let block = json!({ "SubType": "Reference", "Options": options });
    let mut in_page = when("EmbeddedField", "a", "InOrBelow");
    in_page["1"] = when("Question", "q://QID1", "NotUploaded")["0"].clone();
    in_page["inPage"] = json!(true);
    let validated = |settings: Value| json!({ "Validation": { "Settings": settings } });
    let questions = vec![
        question("QID1", "HotSpot", "OnOff", json!({})),
        question("QID2", "Captcha", "V2", json!({})),
        question(
            "QID3",
            "MC",
            "GRB",
            json!({
                "QuestionText": "${q://QID1/Regions} ${q://QID2/ChoiceGroup/Secrets} ${qo://QO_1/QuotaLeft}",
                "Randomization": { "Type": "SubSet", "TotalRandSubset": 1, "EvenPresentation": true },
                "QuestionJS": "alert('${top://secret}')", "Graphics": "IM_1",
                "Choices": { "1": { "Display": "a", "Image": { "Display": "b" }, "TextEntryValidation": "ValidPlanet",
                    "DisplayLogic": when("Question", "q://QID1/RegionCount", "EqualTo") } },
                "DynamicChoices": { "Locator": "q://QID1/ChoiceGroup/RejectedChoices" },
            }),
        ),
        question(
            "QID4",
            "TE",
            "SL",
            json!({
                "InPageDisplayLogic": in_page,
                "DynamicChoices": { "Locator": "refl://REFL_1/ActiveSelections" },
                "Validation": { "Settings": { "Type": "ContentType", "ContentType": "ValidPlanet" } },
            }),
        ),
        question("QID5", "TE", "SL", validated(json!({ "Type": "GroupChoiceRange" }))),
        question("QID7", "Matrix", "CS", validated(json!({ "Type": "ChoicesTotal", "ChoiceTotal": 100 }))),
        question(
            "QID6",
            "Timing",
            "PageTimer",
            json!({ "Configuration": { "MinSeconds": "3", "MaxSeconds": "0" } }),
        ),
    ];
    let options = json!({
        "BallotBoxStuffingPreventionMessage": "MS_1", "SurveyProtection": "ByInvitation", "SurveyTermination": "DisplayResult",
        "Skin": { "templateId": "*base", "overrides": null, "brandingId": null }, "NewOption": "x", "BackButton": "true",
        "Header": "${date://Yesterday/PT}",
    });
    let more = vec![
        json!({ "Element": "QO", "PrimaryAttribute": "QO_1", "SecondaryAttribute": "Men", "Payload": {
            "QuotaAction": "CallWebService", "QuotaRealm": "ResponseSet", "OverQuotaAction": "Discard",
            "QuotaSchedule": { "QuotaStart": "2024-01-01", "QuotaPeriodLength": 7, "QuotaNumPeriods": 2, "QuotaCounts": [7] },
            "Logic": [], "LogicType": "Cross",
            "CrossLogicDef": [{ "ID": 1, "Logic": when("Relationship", "Self", "Is") }] } }),
        json!({ "Element": "QO", "PrimaryAttribute": "QO_2", "SecondaryAttribute": "Women", "Payload": {
            "QuotaAction": "EndCurrentSurvey", "EndSurveyOptions": { "EmailThankYou": "Yes", "ConfirmResponseSummary": "Yes" } } }),
        json!({ "Element": "TR", "PrimaryAttribute": "TR_1", "Payload": { "Name": "Mail us" } }),
        json!({ "Element": "CJ", "PrimaryAttribute": "CJ_1", "Payload": null }),
        json!({ "Element": "SCO", "Payload": { "ScoringSummaryAfterSurvey": 1, "ScoringSummaryAfterQuestions": 0 } }),
    ];
    let lines: Vec<String> = told(survey(flow, block, questions, options, more)).iter().map(line).collect();
    let unknown = "nothing is known of it: only conditions that deny it hold";
    let nothing = "nothing stands in its place";
    let expected = [
        "1 x flow element WebService: it is called where the server allows it (--survey-web-services); elsewhere its \
         fields stay as they are [flow FL_3]".to_owned(),
        "1 x a web service that is not waited for: the next page waits until it has answered, and nothing is taken of the \
         answer [flow FL_3]".to_owned(),
        "1 x a field that a web service sets and no element of embedded data declares: it can be piped and asked for, and \
         is not recorded [flow FL_3]".to_owned(),
        format!("1 x piped text loc://City: {nothing} [flow FL_3]"),
        "1 x flow element Authenticator: this server keeps no contacts yet, so nobody is let in, and what it holds is passed \
         over [flow FL_4]".to_owned(),
        "1 x an authenticator that asks another service: no service is asked, so nobody is let in, and what it holds is \
         passed over [flow FL_4]".to_owned(),
        "1 x an authenticator that lets everybody in once: whoever has answered may answer again [flow FL_4]".to_owned(),
        "1 x an authenticator that goes on where somebody was: everybody begins anew [flow FL_4]".to_owned(),
        "1 x an authenticator that asks anew whoever comes back: whoever comes back to a session is not asked again [flow \
         FL_4]".to_owned(),
        "1 x a message of a library of an authenticator: the usual words are shown [flow FL_4]".to_owned(),
        "1 x the options of a randomizer of the old kind: as many of its parts are shown as its SubSet says, else all of \
         them [flow FL_5]".to_owned(),
        format!("1 x a condition of the kind GeoIP: {unknown} [flow FL_6]"),
        "1 x the device palm: nobody's is taken for one [flow FL_9]".to_owned(),
        format!("1 x piped text gr://…/Rank: {nothing} [flow FL_7]"),
        "1 x the function abs in a formula: nothing stands in the formula's place [flow FL_7]".to_owned(),
        "1 x piped text q://…/Regions: nothing stands in the formula's place [flow FL_7]".to_owned(),
        "1 x an end that marks a screen-out: the response has the mark of its ResponseFlag alone [flow FL_8]".to_owned(),
        "1 x a message of a library at the end: the usual words are shown [flow FL_8]".to_owned(),
        "1 x a block of a library: it is empty [block Main (BL_1)]".to_owned(),
        "1 x words of a library on a block's button forward: the words in the file are shown [block Main (BL_1)]".to_owned(),
        "1 x questions of a block that are presented evenly: they are drawn by chance [block Main (BL_1)]".to_owned(),
        "1 x a loop of the kind Spiral: the block is shown once [block Main (BL_1)]".to_owned(),
        "1 x a question of the type HotSpot (OnOff): its text is shown, nothing can be answered, and no answer is \
         required [question Q1 (QID1)]".to_owned(),
        "1 x a captcha: it is not shown, and nobody is asked whether they are human [question Q2 (QID2)]".to_owned(),
        "1 x the form GRB of a question of the type MC: it is asked in the simplest form of its type [question Q3 \
         (QID3)]".to_owned(),
        "1 x a script of a question: it is kept and does not run [question Q3 (QID3)]".to_owned(),
        "1 x a picture of a question: it is not shown [question Q3 (QID3)]".to_owned(),
        "1 x choices carried forward by RejectedChoices: all of them are offered [question Q3 (QID3)]".to_owned(),
        "1 x a picture of a choice: it is not shown [question Q3 (QID3)]".to_owned(),
        "2 x the validation ValidPlanet: any answer passes [question Q3 (QID3), question Q4 (QID4)]".to_owned(),
        format!("1 x a condition on RegionCount of a question: {unknown} [question Q3 (QID3)]"),
        format!("1 x piped text q://…/Regions: {nothing} [question Q3 (QID3)]"),
        format!("1 x piped text q://…/ChoiceGroup/Secrets: {nothing} [question Q3 (QID3)]"),
        format!("1 x piped text qo://…/QuotaLeft: {nothing} [question Q3 (QID3)]"),
        "1 x display logic that follows what is answered on its own page: it is looked at when the page is shown [question \
         Q4 (QID4)]".to_owned(),
        "1 x the operator InOrBelow: the condition does not hold [question Q4 (QID4)]".to_owned(),
        format!("1 x a condition on the whole of a question: {unknown} [question Q4 (QID4)]"),
        "1 x choices of a list (refl): those in the file are offered [question Q4 (QID4)]".to_owned(),
        "1 x the validation GroupChoiceRange: any answer passes [question Q5 (QID5)]".to_owned(),
        "1 x the totals of a table: any numbers pass [question Q7 (QID7)]".to_owned(),
        "1 x a page that waits before it can be sent: it can be sent at once [question Q6 (QID6)]".to_owned(),
        "1 x a message of a library to whoever answers again: the usual words are shown [survey options]".to_owned(),
        "1 x a survey for those who are invited: nobody is let in, because nobody can be invited [survey options]".to_owned(),
        "1 x option NewOption: it is kept and does nothing [survey options]".to_owned(),
        format!("1 x piped text date://Yesterday: {nothing} [survey options]"),
        "1 x a summary of the scores at the end: it shows the points, and not which part they are of the most there are \
         [scoring]".to_owned(),
        "1 x what becomes of responses over a quota: they are recorded, unless the quota's end says otherwise [Men \
         (QO_1)]".to_owned(),
        "1 x a quota that does not count over the survey: it counts over the survey [Men (QO_1)]".to_owned(),
        "1 x a quota that calls a web service: it is called where the server allows it (--survey-web-services), once for each \
         respondent who belongs to the full quota [Men (QO_1)]".to_owned(),
        "1 x a quota with counts for each period: each period has the limit of the quota [Men (QO_1)]".to_owned(),
        format!("1 x a condition of the kind Relationship: {unknown} [Men (QO_1)]"),
        "1 x an e-mail at the end: none is sent [Women (QO_2)]".to_owned(),
        "1 x a full quota that asks to confirm the answers: it ends the survey at once [Women (QO_2)]".to_owned(),
        "1 x a task that a response sets off: it is kept and does nothing [Mail us (TR_1)]".to_owned(),
        "1 x element CJ: it is kept and does nothing [(CJ_1)]".to_owned(),
    ];
    assert_eq!(lines, expected, "{lines:#?}");
}

/// What is run, in one survey: nothing of it is told.
#[test]
fn nothing_is_told_of_a_survey_that_runs_as_it_was_meant() {
    let flow = json!([
        { "Type": "EmbeddedData", "FlowID": "FL_2", "EmbeddedData": [
            { "Type": "Custom", "Field": "a", "Value": "${rand://int/1:9} ${e://Field/b} ${m://FirstName}" } ] },
        { "Type": "Group", "FlowID": "FL_3", "Flow": [
            { "Type": "BlockRandomizer", "FlowID": "FL_4", "SubSet": "1", "EvenPresentation": true, "Flow": [
                { "Type": "Standard", "ID": "BL_1", "FlowID": "FL_5" } ] } ] },
        { "Type": "Branch", "FlowID": "FL_6", "BranchLogic": when("EmbeddedField", "a", "EqualTo"), "Flow": [
            { "Type": "EndSurvey", "FlowID": "FL_7", "Options": { "SurveyTermination": "Redirect",
                "EOSRedirectURL": "https://x.example/${e://Field/a}", "ResponseFlag": "Screened", "CountQuotas": "Yes" } } ] },
        { "Type": "Branch", "FlowID": "FL_8", "BranchLogic": when("Quota", "qo://QO_1/QuotaMet", "QuotaMet"), "Flow": [
            { "Type": "Branch", "FlowID": "FL_9", "BranchLogic": when("Scoring", "gr://SC_0/Score", "GreaterThan"), "Flow": [] },
            { "Type": "Branch", "FlowID": "FL_10", "BranchLogic": when("DeviceType", "mobile", "IsNot"), "Flow": [] } ] },
    ]);
    let block = json!({ "Options": { "Looping": "Static", "NextButton": "", "LoopingOptions": {
        "Static": { "1": { "1": "x" } } } } });
    let text = "${lm://Field/1} ${lm://CurrentLoopNumber} ${q://QID2/ChoiceTextEntryValue} ${q://QID1/QuestionText} \
                ${q://QID1/ChoiceGroup/SelectedChoices?displayLogic=0} $5 {a} ${date://CurrentDate/PT} \
                $e{ round( ${gr://SC_0/Score} / q://QID1/SelectedChoicesCount , 2 ) + 1.5 } ${qo://QO_1/QuotaCount}";
    let questions = vec![
        question(
            "QID1",
            "MC",
            "MAVR",
            json!({ "QuestionText": text, "Choices": { "1": { "Display": "x",
            "TextEntryValidation": "ValidEmail", "DisplayLogic": when("Question", "q://QID2/QuestionDisplayed", "Displayed"),
        } }, "Validation": { "Settings": { "Type": "MinChoices", "MinChoices": 1 } } }),
        ),
        question(
            "QID2",
            "TE",
            "SL",
            json!({
            "DisplayLogic": when("Question", "q://QID1/SelectableChoice/1", "NotSelected"),
            "Validation": { "Settings": { "Type": "ContentType", "ContentType": "ValidNumber" } } }),
        ),
        question(
            "QID3",
            "Matrix",
            "Likert",
            json!({ "DynamicChoices": { "Locator": "q://QID1/ChoiceGroup/SelectedChoices" } }),
        ),
        question("QID4", "DB", "TB", json!({})),
        question("QID5", "Meta", "Browser", json!({})),
    ];
    let options = json!({
        "BackButton": "true", "SaveAndContinue": "true", "SurveyProtection": "PasswordProtected", "Password": "tea",
        "RefererCheck": "Yes", "RefererURL": "https://x.example", "PartialDeletion": "+1 day", "SurveyExpiration": "DateRange",
        "SurveyStartDate": "2024-01-01 00:00:00", "BallotBoxStuffingPreventionBehavior": "Redirect", "PartialData": "+1 week",
        "SurveyTermination": "DefaultMessage", "NoIndex": "Yes", "SkinType": "templated", "ProgressBarDisplay": "Text",
        "Skin": { "brandingId": null, "templateId": "*base", "overrides": null }, "BallotBoxStuffingPrevention": true,
    });
    let quota = json!({ "ID": "QO_1", "QuotaAction": "ForBranching", "QuotaRealm": "Survey", "QuotaSchedule": null,
        "OverQuotaAction": "Record", "Logic": when("Question", "q://QID1/AnswerDisplayed/1", "Displayed") });
    let score = json!({ "ScoringCategories": [{ "ID": "SC_0", "Name": "All" }] });
    let more = vec![
        json!({ "Element": "QO", "PrimaryAttribute": "QO_1", "Payload": quota }),
        json!({ "Element": "SCO", "PrimaryAttribute": "Scoring", "Payload": score }),
    ];
    let lines = told(survey(flow, block, questions, options, more));
    assert!(lines.is_empty(), "{lines:#?}");
}

/// An unreadable pattern is told beside what the lists say.
#[test]
fn what_the_engine_finds_by_itself_is_told_too() {
    let mut condition = when("EmbeddedField", "a", "MatchesRegex");
    condition["0"]["0"]["RightOperand"] = json!("(");
    let questions = vec![question("QID1", "TE", "SL", json!({ "DisplayLogic": condition }))];
    let lines = told(survey(json!([]), json!({}), questions, json!({}), Vec::new()));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(
        (lines[0].instead.as_str(), &lines[0].places[..]),
        ("the survey runs without it", &["question Q1 (QID1)".to_owned()][..])
    );
}

/// What no block of the flow shows is not used.
#[test]
fn nothing_is_told_of_what_lies_in_the_trash() {
    let questions = vec![question("QID1", "HotSpot", "OnOff", json!({ "QuestionJS": "x()" }))];
    let mut file = survey(
        json!([]),
        json!({ "Type": "Trash", "SubType": "Reference" }),
        questions,
        json!({}),
        Vec::new(),
    );
    assert!(told(file.clone()).is_empty());
    file["SurveyElements"][0]["Payload"][0]["Type"] = json!("Standard");
    assert_eq!(told(file).len(), 3);
}

/// A question without a form is shown, and whatever its author asked of its answer, the respondent goes on.
#[test]
fn a_question_that_cannot_be_answered_never_holds_anybody_up() {
    let settings = json!({ "ForceResponse": "ON", "Type": "CustomValidation",
        "CustomValidation": { "Logic": when("EmbeddedField", "never", "EqualTo") } });
    let forced = json!({ "QuestionText": "Mark", "Validation": { "Settings": settings } });
    let questions = vec![question("QID1", "HotSpot", "OnOff", forced)];
    let flow = json!([{ "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" }]);
    let file = qsf::from_value(survey(flow, json!({}), questions, json!({}), Vec::new())).unwrap();
    let survey = PreparedSurvey::new(qsf::survey(&file));
    let mut state = start(&survey, 1, Vec::new(), engine::run::Known::default(), 0);
    let shown = page(&survey, &state).unwrap();
    assert!(!shown.questions[0].required && shown.questions[0].text == "Mark", "{shown:?}");
    assert!(matches!(submit(&survey, &mut state, &[], Direction::Next, 1), SubmitOutcome::Ended(_)));
}

/// Elements of the flow that are kept and told; what stands below them runs.
#[test]
fn what_the_flow_only_keeps_is_told_and_what_it_holds_is_shown() {
    let block = json!({ "Type": "Block", "ID": "BL_1", "FlowID": "FL_9" });
    let flow = json!([
        { "Type": "QuotaCheck", "FlowID": "FL_2", "QuotaID": "QO_1" },
        { "Type": "ReferenceSurvey", "FlowID": "FL_3", "ID": "LS_1", "LibraryID": "GR_1" },
        { "Type": "SupplementalData", "FlowID": "FL_4" },
        { "Type": "Conjoint", "FlowID": "FL_5" },
        { "Type": "TableOfContents", "FlowID": "FL_6", "Options": { "ShowSidebar": "true" }, "Flow": [block] },
    ]);
    let questions = vec![question("QID1", "TE", "SL", json!({}))];
    let file = qsf::from_value(survey(flow, json!({}), questions, json!({}), Vec::new())).unwrap();
    let lines: Vec<String> = of(&file).iter().map(line).collect();
    let expected = [
        "1 x flow element QuotaCheck: it is left out [flow FL_2]",
        "1 x flow element ReferenceSurvey: it is left out [flow FL_3]",
        "1 x flow element SupplementalData: it is left out [flow FL_4]",
        "1 x flow element Conjoint: it is left out [flow FL_5]",
        "1 x flow element TableOfContents: what it holds is shown as if it were not there [flow FL_6]",
    ];
    assert_eq!(lines, expected, "{lines:#?}");
    let kept = file.payload("FL").unwrap()["Flow"].as_array().unwrap();
    assert_eq!((&kept[1]["LibraryID"], &kept[4]["Options"]["ShowSidebar"]), (&json!("GR_1"), &json!("true")));
    let survey = PreparedSurvey::new(qsf::survey(&file));
    let first = page(&survey, &start(&survey, 1, Vec::new(), engine::run::Known::default(), 0)).unwrap();
    assert_eq!(first.questions[0].key, "QID1");
}

#[test]
fn a_report_has_a_bound_and_counts_all() {
    let element =
        |number: usize| json!({ "Type": format!("Kind{}", number % 300), "FlowID": format!("FL_{number}") });
    let flow: Vec<Value> = (0..15_000).map(element).collect();
    let long = "x".repeat(10_000);
    let questions = vec![question("QID1", "MC", &long, json!({}))];
    let lines = told(survey(json!(flow), json!({}), questions, json!({}), Vec::new()));
    assert_eq!(lines.len(), 200);
    assert!(lines.iter().all(|line| line.times == 50 && line.places.len() == 5), "{:?}", lines[0]);
    // Whatever an author writes for a word is cut, and an empty entry of the flow is none.
    let flow = json!([{ "Type": long, "FlowID": long }, {}, { "FlowID": "FL_2", "Type": "" }]);
    let questions = vec![question("QID1", "MC", &long, json!({ "DataExportTag": long }))];
    let block = json!({ "ID": "BL_1", "Options": { "Looping": long } });
    let more = vec![json!({ "Element": long, "PrimaryAttribute": long, "Payload": null })];
    let options = json!({ long.as_str(): "x" });
    let flow_and_block =
        json!([flow[0], flow[1], flow[2], { "Type": "Block", "ID": "BL_1", "FlowID": "FL_3" }]);
    let short = told(survey(flow_and_block, block, questions, options, more));
    assert_eq!(short.len(), 5, "{short:?}");
    let longest = short.iter().map(|line| line.what.len() + line.places.concat().len()).max().unwrap();
    assert!(longest < 300, "{longest}");
}

/// Every option and element of real files is in one of the lists.
#[test]
fn nothing_of_the_corpus_is_told_as_unknown() {
    let Some(files) = needs::corpus::survey_files() else { return };
    for path in files {
        let lines = of(&crate::corpus::file(&path));
        for line in lines {
            println!("{}: {}", path.file_name().unwrap().display(), self::line(&line));
            let unknown = line.instead == "it is kept and does nothing"
                && line.what != "a task that a response sets off";
            assert!(!unknown, "{}: {}", path.display(), line.what);
        }
    }
}

#[test]
fn a_loop_over_a_number_that_nothing_limits_is_told_with_its_bound() {
    let up_to = |most: &str| {
        let settings = json!({ "ContentType": "ValidNumber", "ValidNumber": { "Min": "0", "Max": most } });
        json!({ "Validation": { "Settings": settings } })
    };
    for (locator, source, is_told) in [
        ("q://QID1/LoopAndMerge/MergeOnNumericResponse", json!({}), true),
        ("q://QID1/LoopAndMerge/MergeOnNumericResponse", up_to(""), true),
        ("q://QID1/LoopAndMerge/MergeOnNumericResponse", up_to("7"), false),
        ("q://QID1/LoopAndMerge/MergeOnNumericResponse?v=3", json!({}), false),
        ("q://QID1/ChoiceGroup/SelectedChoices", json!({}), false),
    ] {
        let looping = json!({ "QID": "QID1", "Locator": locator, "Static": { "1": {} } });
        let block = json!({ "Options": { "Looping": "Question", "LoopingOptions": looping } });
        let file =
            survey(json!([]), block, vec![question("QID1", "TE", "SL", source)], json!({}), Vec::new());
        let expected =
            "1 x a loop over a number without a limit: it has 20 rounds at the most [block Main (BL_1)]";
        let lines: Vec<String> = told(file).iter().map(line).collect();
        assert_eq!(lines.iter().any(|line| line == expected), is_told, "{locator}: {lines:?}");
    }
}

#[test]
fn a_formula_that_is_too_long_is_told() {
    let long = format!("$e{{ {}1 }}", "1 + ".repeat(10_000));
    let questions = vec![question("QID1", "DB", "TB", json!({ "QuestionText": long }))];
    let lines = told(survey(json!([]), json!({}), questions, json!({}), Vec::new()));
    let lines: Vec<String> = lines.iter().map(line).collect();
    assert_eq!(
        lines,
        ["1 x a formula that is too long: nothing stands in the formula's place [question Q1 (QID1)]"]
    );
}

/// What names something that is not there, and what no page shows of a text.
#[test]
fn what_leads_nowhere_and_what_no_page_shows_is_told() {
    let flow = json!([
        { "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" },
        { "Type": "Block", "ID": "BL_77", "FlowID": "FL_3" },
        { "Type": "Branch", "FlowID": "FL_4", "BranchLogic": when("Quota", "qo://QO_77/QuotaMet", "QuotaMet"), "Flow": [
            { "Type": "EndSurvey", "FlowID": "FL_5", "Options":
                { "SurveyTermination": "Redirect", "EOSRedirectURL": "example.org/a" } } ] },
    ]);
    let skip = |to: &str| json!({ "Locator": "q://QID1/SelectableChoice/1", "Condition": "Selected", "SkipToDestination": to });
    let block = json!({ "BlockElements": [
        { "Type": "Question", "QuestionID": "QID1", "SkipLogic": [skip("QID3"), skip("QID77"), skip("ENDOFBLOCK")] },
        { "Type": "Question", "QuestionID": "QID2", "SkipLogic": [skip("QID1")] },
        { "Type": "Page Break" },
        { "Type": "Question", "QuestionID": "QID3" },
        { "Type": "Question", "QuestionID": "QID4" },
    ] });
    let html = "<iframe src='https://x.example'></iframe><IMG src=\"/CP/Graphic.php?IM=IM_1\"><img src='https://x.example/a.png'>\
                <span style=\"color: red\" class='a'>a</span><b data-id='1' id=''>b</b> ${q://QID77/QuestionText} ${gr://SC_77/Score} \
                ${q://2_QID1/SelectedChoicesRecode} a < b";
    let questions = vec![
        question(
            "QID1",
            "MC",
            "SAVR",
            json!({ "QuestionText": html, "Choices": { "1": { "Display": "<input id=x>" } },
            "DefaultChoices": { "1": { "Selected": true } } }),
        ),
        question(
            "QID2",
            "Matrix",
            "Likert",
            json!({
            "DisplayLogic": when("Question", "q://QID1/SelectableChoice/77", "Selected"),
            "DefaultChoices": { "1": { "2": { "Selected": true } } } }),
        ),
        question(
            "QID3",
            "Timing",
            "PageTimer",
            json!({ "DisplayLogic": when("Question", "q://QID77", "NotEmpty") }),
        ),
        question("QID4", "Meta", "Browser", json!({})),
    ];
    let options = json!({ "QuestionsPerPage": "abc", "PartialDataCloseAfter": "Tuesday", "PartialData": "soon",
        "CustomLanguages": { "XX": { "DisplayName": "Ours", "ErrorMessages": { "a": "b" } } },
        "SurveyTermination": "Redirect", "EOSRedirectURL": "https://x.example/${e://Field/a}" });
    let more = vec![json!({ "Element": "FL", "PrimaryAttribute": "Other", "Payload": { "Flow": [] } })];
    let file = survey(flow, block, questions, options, more);
    let lines: Vec<String> = told(file.clone()).iter().map(line).collect();
    let unknown = "nothing is known of it: only conditions that deny it hold";
    let expected = [
        "1 x a block of the flow that is not there: it is left out [flow FL_3]".to_owned(),
        format!("1 x a condition on a quota that is not there: {unknown} [flow FL_4]"),
        "1 x a redirect that begins with no address of the web: the usual words are shown [flow FL_5]".to_owned(),
        "1 x a page on which nothing is to be seen: it is passed over, and nothing is recorded of it [question Q3 (QID3)]"
            .to_owned(),
        "2 x a skip to a question that does not follow in its block: the next page is shown [question Q1 (QID1), question Q2 \
         (QID2)]".to_owned(),
        "1 x a picture without a whole address: it is not shown [question Q1 (QID1)]".to_owned(),
        "2 x a style, class or id of a text's tag: the text has the look of this server [question Q1 (QID1)]".to_owned(),
        "1 x the tag iframe in a text: it is left out [question Q1 (QID1)]".to_owned(),
        "1 x the tag input in a text: it is left out [question Q1 (QID1)]".to_owned(),
        "1 x piped text of a question that is not there: nothing stands in its place [question Q1 (QID1)]".to_owned(),
        "1 x piped text of a score that is not there: nothing stands in its place [question Q1 (QID1)]".to_owned(),
        "1 x answers entered beforehand: the question has none at first [question Q2 (QID2)]".to_owned(),
        format!("1 x a condition on a choice that is not there: {unknown} [question Q2 (QID2)]"),
        format!("1 x a condition on a question that is not there: {unknown} [question Q3 (QID3)]"),
        "1 x option PartialDataCloseAfter: time counts from the last activity [survey options]".to_owned(),
        "1 x a number of questions per page that is none: pages end where their blocks say [survey options]".to_owned(),
        "1 x a time for unfinished answers that cannot be read: they are waited for for a week [survey options]".to_owned(),
        "1 x messages of a language of the survey's own: they are shown in the survey's language [survey options]".to_owned(),
        "1 x another flow: the first one is run [(Other)]".to_owned(),
    ];
    assert_eq!(lines, expected, "{lines:#?}");
    // As is told, the page of measurements is none.
    let file = qsf::from_value(file).unwrap();
    let survey = PreparedSurvey::new(qsf::survey(&file));
    let mut state = start(&survey, 1, Vec::new(), engine::run::Known::default(), 0);
    assert_eq!(page(&survey, &state).unwrap().questions.len(), 1);
    submit(&survey, &mut state, &[("QID1".to_owned(), "1".to_owned())], Direction::Next, 1);
    assert!(page(&survey, &state).is_none_or(|page| page.questions.iter().all(|one| one.key != "QID3")));
}

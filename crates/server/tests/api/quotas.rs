//! Quotas and their groups through the API, and how they are counted.

use serde_json::{Value, json};
use testkit::{Answer, TestServer};

use crate::samples::{Respondent, server_with};

fn logic(choice: &str) -> Value {
    let locator = format!("q://QID1/SelectableChoice/{choice}");
    let condition = json!({ "LogicType": "Question", "LeftOperand": locator, "Operator": "Selected" });
    json!({ "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" })
}

async fn get(server: &TestServer, path: &str) -> Value {
    server.get(path).send().await.result()
}

async fn answer(server: &TestServer, survey: &str, choice: &str) -> String {
    let mut respondent = Respondent::open(server, survey, "").await;
    respondent.next(&[("QID1", choice)]).await;
    if respondent.page.contains("<form") {
        respondent.next(&[("QID3_TEXT", "so")]).await;
    }
    respondent.page
}

async fn publish(server: &TestServer, survey: &str) {
    let version = json!({ "Description": "", "Published": true });
    server.post(&format!("/survey-definitions/{survey}/versions")).json(&version).send().await.result();
}

#[tokio::test]
async fn a_quota_is_made_counted_changed_and_deleted() {
    let (server, survey) = server_with(json!({})).await;
    let quotas = format!("/survey-definitions/{survey}/quotas");
    let new = json!({ "ID": "QO_mine", "Name": "Good", "Occurrences": "2", "Logic": logic("1"), "Count": 7, "Extra": [1] });
    let made = server.post(&quotas).json(&new).send().await.result();
    let (id, group) = (made["QuotaID"].as_str().unwrap(), made["QuotaGroupID"].as_str().unwrap());
    let path = format!("{quotas}/{id}");
    let quota = get(&server, &path).await;
    assert_eq!((&quota["ID"], &quota["Count"], &quota["Extra"]), (&json!(id), &json!(0), &json!([1])));
    assert_eq!((&quota["QuotaAction"], &quota["LogicType"]), (&json!("EndCurrentSurvey"), &json!("Simple")));
    let groups = get(&server, &format!("/survey-definitions/{survey}/quotagroups")).await;
    assert_eq!(groups["elements"][0]["ID"], group);
    assert_eq!(groups["elements"][0]["Quotas"], json!([id]));

    // Nobody is asked for it before it is published.
    answer(&server, &survey, "1").await;
    assert_eq!(get(&server, &path).await["Count"], 0);
    publish(&server, &survey).await;
    for _ in 0..3 {
        answer(&server, &survey, "1").await;
    }
    answer(&server, &survey, "2").await;
    assert_eq!(get(&server, &path).await["Count"], 2);
    let counted = get(&server, &format!("/surveys/{survey}/quotas")).await;
    let expected = json!({ "id": id, "name": "Good", "count": 2, "quota": 2, "logicType": "Simple" });
    assert_eq!(counted, json!({ "elements": [expected], "nextPage": null }));

    // A change keeps what is counted, and another limit lets others in.
    let changed =
        json!({ "Name": "Very good", "Occurrences": 3, "Logic": logic("1"), "QuotaAction": "ForBranching" });
    server.put(&path).json(&changed).send().await.result();
    publish(&server, &survey).await;
    for _ in 0..2 {
        answer(&server, &survey, "1").await;
    }
    let quota = get(&server, &path).await;
    assert_eq!((&quota["Name"], &quota["Count"], quota.get("Extra")), (&json!("Very good"), &json!(3), None));

    let file = get(&server, &format!("/survey-definitions/{survey}?format=qsf")).await;
    let codes: Vec<&str> = file["SurveyElements"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|element| element["Element"].as_str())
        .filter(|code| code.starts_with('Q'))
        .collect();
    assert_eq!(codes, ["QO", "QG", "QGO"]);

    server.delete(&path).send().await.result();
    assert_eq!(server.get(&path).send().await.status, 404);
    let groups = get(&server, &format!("/survey-definitions/{survey}/quotagroups")).await;
    assert_eq!(groups["elements"][0]["Quotas"], json!([]));
}

#[tokio::test]
async fn the_cells_of_a_cross_quota_count_apart() {
    let (server, survey) = server_with(json!({})).await;
    let cell = |id: u32, choice: &str| json!({ "ID": id, "Occurrences": 2, "Description": choice, "Logic": logic(choice) });
    let new = json!({ "Name": "Both", "Occurrences": 4, "LogicType": "Cross", "Logic": [logic("1"), logic("2")],
        "QuotaAction": "ForBranching", "CrossLogicDef": [cell(4, "1"), cell(9, "2")] });
    let quotas = format!("/survey-definitions/{survey}/quotas");
    let id = server.post(&quotas).json(&new).send().await.result()["QuotaID"].clone();
    publish(&server, &survey).await;
    for choice in ["1", "1", "1", "2"] {
        answer(&server, &survey, choice).await;
    }
    let quota = get(&server, &format!("{quotas}/{}", id.as_str().unwrap())).await;
    let counts: Vec<&Value> =
        quota["CrossLogicDef"].as_array().unwrap().iter().map(|cell| &cell["Count"]).collect();
    assert_eq!((&quota["Count"], counts), (&json!(3), vec![&json!(2), &json!(1)]));
    let counted = get(&server, &format!("/surveys/{survey}/quotas")).await["elements"][0].clone();
    assert_eq!(
        (&counted["count"], &counted["quota"], &counted["logicType"]),
        (&json!(3), &json!(4), &json!("Cross"))
    );
}

#[tokio::test]
async fn groups_hold_each_quota_once_and_go_with_theirs() {
    let (server, survey) = server_with(json!({})).await;
    let (quotas, groups) =
        (format!("/survey-definitions/{survey}/quotas"), format!("/survey-definitions/{survey}/quotagroups"));
    let quota =
        json!({ "Name": "One", "Occurrences": 1, "Logic": logic("1"), "QuotaAction": "ForBranching" });
    let made = server.post(&quotas).json(&quota).send().await.result();
    let (one, first) = (made["QuotaID"].clone(), made["QuotaGroupID"].as_str().unwrap().to_owned());
    let second =
        server.post(&groups).json(&json!({ "Name": "Second", "Quotas": [one] })).send().await.result();
    let second = second["QuotaGroupID"].as_str().unwrap().to_owned();
    assert_eq!(get(&server, &format!("{groups}/{first}")).await["Quotas"], json!([]));
    let named = server.post(&format!("{quotas}?quotaGroupId={second}")).json(&quota).send().await.result();
    assert_eq!(named["QuotaGroupID"], second);
    let change = json!({ "Name": "Ages", "MultipleMatch": "LeastFilled" });
    server.put(&format!("{groups}/{second}")).json(&change).send().await.result();
    let group = get(&server, &format!("{groups}/{second}")).await;
    assert_eq!((&group["Name"], &group["MultipleMatch"]), (&json!("Ages"), &json!("LeastFilled")));
    assert_eq!(group["Quotas"].as_array().unwrap().len(), 2, "they stay where they are not named");

    server.delete(&format!("{groups}/{second}")).send().await.result();
    assert_eq!(get(&server, &quotas).await["elements"], json!([]));
    let left = get(&server, &groups).await;
    assert_eq!(left["elements"].as_array().unwrap().len(), 1);

    // By pages.
    for _ in 0..3 {
        server.post(&quotas).json(&quota).send().await.result();
    }
    let page = get(&server, &format!("{quotas}?pageSize=2")).await;
    assert_eq!(page["elements"].as_array().unwrap().len(), 2);
    let next = page["nextPage"].as_str().unwrap().split_once("skipToken=").unwrap().1.to_owned();
    let rest = get(&server, &format!("{quotas}?pageSize=2&skipToken={next}")).await;
    assert_eq!((rest["elements"].as_array().unwrap().len(), &rest["nextPage"]), (1, &Value::Null));
}

#[tokio::test]
async fn a_quota_that_does_not_fit_or_is_named_is_refused() {
    let (server, survey) = server_with(json!({})).await;
    let quotas = format!("/survey-definitions/{survey}/quotas");
    let send = async |change: Value| -> Answer {
        let mut quota = json!({ "Name": "Q", "Occurrences": 1, "Logic": logic("1") });
        quota.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        server.post(&quotas).json(&quota).send().await
    };
    for (change, named) in [
        (json!({ "Occurrences": -1 }), "Occurrences"),
        (json!({ "Occurrences": "many" }), "Occurrences"),
        (json!({ "Logic": 7 }), "Logic"),
        (json!({ "QuotaAction": "Explode" }), "QuotaAction"),
        (json!({ "QuotaAction": "DontDisplayQuestion", "ActionElement": "QID99" }), "ActionElement"),
        (json!({ "QuotaAction": "DontDisplayBlock" }), "ActionElement"),
        (json!({ "LogicType": "Cross", "CrossLogicDef": [{ "Occurrences": 1 }] }), "CrossLogicDef[0].Logic"),
    ] {
        let refused = send(change.clone()).await;
        assert_eq!(refused.status, 400, "{change}");
        assert!(refused.error_message().contains(named), "{change}: {}", refused.error_message());
    }
    assert_eq!(get(&server, &quotas).await["elements"], json!([]), "nothing was added");
    let wrong = server
        .post(&format!("{quotas}?quotaGroupId=QG_0nothing0000000"))
        .json(&json!({ "Name": "Q", "Occurrences": 1, "Logic": logic("1") }));
    assert!(wrong.send().await.error_message().contains("quotaGroupId"));

    let made = send(json!({ "QuotaAction": "ForBranching" })).await.result();
    let id = made["QuotaID"].as_str().unwrap().to_owned();
    let question = format!("/survey-definitions/{survey}/questions/QID3");
    let mut payload = get(&server, &question).await;
    payload["QuestionText"] = json!(format!("You are number ${{qo://{id}/QuotaCount}}. Why?"));
    server.put(&question).json(&payload).send().await.result();
    let refused = server.delete(&format!("{quotas}/{id}")).send().await;
    assert_eq!(refused.status, 400);
    assert!(refused.error_message().contains("used by question QID3"), "{}", refused.error_message());
    let group = made["QuotaGroupID"].as_str().unwrap();
    let refused = server.delete(&format!("/survey-definitions/{survey}/quotagroups/{group}")).send().await;
    assert!(refused.error_message().contains("used by question QID3"));
}

#[tokio::test]
async fn a_quota_with_a_schedule_begins_each_period_from_nothing() {
    let (server, survey) = server_with(json!({})).await;
    let today = server.app.now().to_string();
    let schedule = json!({ "QuotaStart": &today[..10], "QuotaPeriodLength": 7, "QuotaNumPeriods": 0, "StartTimezone": "UTC",
        "QuotaCounts": [] });
    let quotas = format!("/survey-definitions/{survey}/quotas");
    let new = json!({ "Name": "Weekly", "Occurrences": 1, "Logic": logic("1"), "QuotaSchedule": schedule });
    let id = server.post(&quotas).json(&new).send().await.result()["QuotaID"].as_str().unwrap().to_owned();
    publish(&server, &survey).await;
    let count = async || get(&server, &format!("{quotas}/{id}")).await["Count"].clone();
    for week in 0..3 {
        assert_eq!(count().await, 0, "week {week}");
        for goes_on in [true, false] {
            let mut respondent = Respondent::open(&server, &survey, "").await;
            respondent.next(&[("QID1", "1")]).await;
            assert_eq!(respondent.page.contains("QID3_TEXT"), goes_on, "week {week}: {}", respondent.page);
            respondent.next(&[("QID3_TEXT", "so")]).await;
        }
        assert_eq!(count().await, 1, "week {week}");
        let listed = get(&server, &format!("/surveys/{survey}/quotas")).await;
        assert_eq!(listed["elements"][0]["count"], 1, "week {week}");
        server.advance(7 * 86_400_000);
    }
    let kept = server.texts("SELECT cell FROM quota_count ORDER BY cell").await;
    assert_eq!(kept, [format!("{id}@0000000002")], "former periods are of no more use");
}

#[tokio::test]
async fn the_limits_that_are_listed_beside_the_counts_are_those_that_hold() {
    let (server, survey) = server_with(json!({})).await;
    let quota = json!({ "Name": "Good", "Occurrences": 2, "Logic": logic("1") });
    let quotas = format!("/survey-definitions/{survey}/quotas");
    let made = server.post(&quotas).json(&quota).send().await.result();
    let path = format!("{quotas}/{}", made["QuotaID"].as_str().unwrap());
    let counted = format!("/surveys/{survey}/quotas");
    // The survey is published, and not with this one yet.
    assert_eq!(get(&server, &counted).await["elements"], json!([]));
    publish(&server, &survey).await;
    assert_eq!(get(&server, &counted).await["elements"][0]["quota"], 2);
    let more = json!({ "Name": "Good", "Occurrences": 10, "Logic": logic("1") });
    server.put(&path).json(&more).send().await.result();
    assert_eq!(get(&server, &path).await["Occurrences"], 10);
    assert_eq!(get(&server, &counted).await["elements"][0]["quota"], 2);
    publish(&server, &survey).await;
    assert_eq!(get(&server, &counted).await["elements"][0]["quota"], 10);
}

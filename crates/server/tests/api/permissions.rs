//! The tree of permissions at every level, and the types of users and groups.

use http::Method;
use model::account::Role;
use model::permissions::{Leaf, Levels};
use model::text::{Name, UserType};
use model::{BrandId, DivisionId, GroupId, GroupTypeId, SurveyId, UserId, example};
use serde_json::{Value, json};
use services::levels::{self, Holder};
use services::operator::Who;
use testkit::fixtures::{Person, PersonOf, join, person};
use testkit::{Answer, Form, TestServer};

use crate::every_operation::survey_file;

fn brand() -> BrandId {
    BrandId::parse("acme").unwrap()
}

/// A tree that says one thing.
fn tree(leaf: Leaf, state: &str) -> Value {
    let mut parts = leaf.path().split('.');
    let [panel, branch, name] = [(); 3].map(|()| parts.next().unwrap());
    json!({ panel: { branch: { name: { "state": state } } } })
}

/// The leaf of a tree.
fn leaf_of(tree: &Value, leaf: Leaf) -> Value {
    leaf.path().split('.').fold(tree.clone(), |tree, name| tree[name].clone())
}

fn both(state: Option<&str>, calculated: &str) -> Value {
    match state {
        Some(state) => json!({ "state": state, "calculatedState": calculated }),
        None => json!({ "calculatedState": calculated }),
    }
}

async fn division(server: &TestServer, body: &Value) -> String {
    server.post("/divisions").json(body).send().await.result()["id"].as_str().unwrap().to_owned()
}

async fn of_user(server: &TestServer, user: &UserId) -> Value {
    server.get(&format!("/users/{user}")).send().await.result()["permissions"].clone()
}

async fn put(server: &TestServer, path: &str, body: &Value) -> Answer {
    server.put(path).json(body).send().await
}

async fn switch(server: &TestServer, holder: Holder, leaf: Leaf, on: bool) {
    levels::set(&server.app, &brand(), &holder, &[(leaf, on)]).await.unwrap();
}

async fn plain(server: &TestServer) -> Person {
    person(server, &PersonOf::default()).await
}

#[tokio::test]
async fn a_division_has_what_is_not_off_there_or_in_the_organization() {
    let server = TestServer::start().await;
    switch(&server, Holder::Organization, Leaf::UseBlocks, false).await;
    let usual = division(&server, &json!({ "name": "Usual" })).await;
    let off = tree(Leaf::EditSurveyFlow, "off");
    let some = division(&server, &json!({ "name": "Some", "permissions": off })).await;
    for (id, flow) in [(&usual, "on"), (&some, "off")] {
        let read = server.get(&format!("/divisions/{id}")).send().await.result()["permissions"].clone();
        assert_eq!(leaf_of(&read, Leaf::EditSurveyFlow), both(Some(flow), flow));
        assert_eq!(leaf_of(&read, Leaf::UseBlocks), both(Some("on"), "off"), "it stays off");
        assert_eq!(leaf_of(&read, Leaf::AccessApi), both(Some("on"), "on"));
        assert_eq!((&read["siteIntercept"], &read["contacts"]), (&json!({}), &json!({})));
    }
    let path = format!("/divisions/{some}");
    let partial = tree(Leaf::DeleteSurveys, "off");
    assert_eq!(put(&server, &path, &json!({ "permissions": partial })).await.status, 200);
    let read = server.get(&path).send().await.result();
    let read = &read["permissions"];
    assert_eq!(leaf_of(read, Leaf::DeleteSurveys), both(Some("off"), "off"));
    assert_eq!(leaf_of(read, Leaf::EditSurveyFlow), both(Some("off"), "off"), "what is left out stays");
    assert_eq!(put(&server, &path, &json!({ "permissions": read })).await.status, 200, "sent back as read");
    assert_eq!(server.get(&path).send().await.result()["permissions"], *read);
}

#[tokio::test]
async fn a_users_permissions_follow_from_every_level_above() {
    let server = TestServer::start().await;
    let division = division(&server, &json!({ "name": "Research" })).await;
    let new = json!({
        "username": "ana@acme.example", "firstName": "Ana", "lastName": "Acme", "userType": "UT_FULLUSER",
        "email": "ana@acme.example", "password": "long-enough", "divisionId": division,
        "permissions": tree(Leaf::DistributeSurveys, "off"),
    });
    let made = server.post("/users").json(&new).send().await.result();
    let user = UserId::parse(made["id"].as_str().unwrap()).unwrap();
    let read = of_user(&server, &user).await;
    assert_eq!(leaf_of(&read, Leaf::DistributeSurveys), both(Some("off"), "off"));
    assert_eq!(leaf_of(&read, Leaf::UseBlocks), both(None, "on"), "nothing is said, so it is inherited");
    let (type_, levels) = (UserType::stored("UT_FULLUSER"), DivisionId::parse(&division).unwrap());
    for (holder, leaf) in [
        (Holder::Organization, Leaf::UseBlocks),
        (Holder::Division(levels), Leaf::EditSurveyFlow),
        (Holder::UserType(type_), Leaf::DeleteSurveys),
        (Holder::User(Who::Id(user.clone())), Leaf::EditSurveys),
    ] {
        switch(&server, holder.clone(), leaf, false).await;
        assert_eq!(leaf_of(&of_user(&server, &user).await, leaf)["calculatedState"], "off", "{holder:?}");
        switch(&server, holder, leaf, true).await;
        assert_eq!(leaf_of(&of_user(&server, &user).await, leaf)["calculatedState"], "on");
    }
    let path = format!("/users/{user}");
    let read = of_user(&server, &user).await;
    assert_eq!(put(&server, &path, &json!({ "permissions": read })).await.status, 200, "sent back as read");
    assert_eq!(of_user(&server, &user).await, read);
}

#[tokio::test]
async fn what_an_account_cannot_have_is_refused_by_name() {
    let server = TestServer::start().await;
    let (sam, admin) = (plain(&server).await, server.get("/whoami").send().await.result());
    let full = Holder::UserType(UserType::stored("UT_FULLUSER"));
    switch(&server, full, Leaf::UseBlocks, false).await;
    let wrong = |branch: &str, name: &str| json!({ branch: { name: { "state": "on" } } });
    let (sam, admin) =
        (format!("/users/{}", sam.id), format!("/users/{}", admin["userId"].as_str().unwrap()));
    for (path, permissions, named) in [
        (&sam, tree(Leaf::UseBlocks, "on"), "the user type has it off"),
        (&sam, json!({ "controlPanel": wrong("surveyPermissions", "flyRockets") }), "flyRockets"),
        (&sam, json!({ "controlPanel": wrong("organizationPermissions", "rename") }), "rename"),
        (&sam, wrong("siteIntercept", "show"), "siteIntercept"),
        (&sam, json!({ "rockets": {} }), "rockets"),
        (&sam, tree(Leaf::EditSurveys, "maybe"), "surveyPermissions.editSurveys.state"),
        (&admin, tree(Leaf::AccessApi, "off"), "accountPermissions.accessApi.state"),
    ] {
        let before = server.get(path).send().await.result();
        let refused = put(&server, path, &json!({ "firstName": "X", "permissions": permissions })).await;
        assert_eq!((refused.status, refused.error_code()), (400, "QVAL_1".into()), "{}", refused.text());
        let message = refused.error_message();
        assert!(message.contains(named) && message.contains("permissions"), "{named}: {message}");
        assert_eq!(server.get(path).send().await.result(), before, "nothing was changed");
    }
}

#[tokio::test]
async fn types_are_those_of_the_organization() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    let path = format!("/users/{}", sam.id);
    let refused = put(&server, &path, &json!({ "userType": "UT_1cD2eF3gH4iJ5kL" })).await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.error_message().contains("UT_BRANDADMIN, UT_FULLUSER, UT_PARTICIPANT"),
        "{}",
        refused.text()
    );
    let group = json!({ "type": "GT_1cD2eF3gH4iJ5kL", "name": "Panel" });
    let refused = server.post("/groups").json(&group).send().await;
    assert_eq!(refused.status, 400);
    assert!(refused.error_message().contains(example::GROUP_TYPE), "{}", refused.text());
    for id in ["UT_1cD2eF3gH4iJ5kL", "GT_1cD2eF3gH4iJ5kL"] {
        levels::add_type(&server.app, &brand(), id, &Name::stored("Ours")).await.unwrap();
        assert!(
            levels::add_type(&server.app, &brand(), id, &Name::stored("Ours")).await.is_err(),
            "it is there"
        );
    }
    assert_eq!(put(&server, &path, &json!({ "userType": "UT_1cD2eF3gH4iJ5kL" })).await.status, 200);
    assert_eq!(server.post("/groups").json(&group).send().await.status, 200);
    let theirs = BrandId::parse("globex").unwrap();
    assert_eq!(
        levels::types(&server.app, &theirs).await.unwrap().len(),
        4,
        "another organization has its own"
    );
}

#[tokio::test]
async fn who_may_not_call_the_api_is_nobody_and_gets_no_token() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    let who = || server.ask(Method::GET, "/API/v3/whoami").token(&sam.token);
    let path = format!("/users/{}", sam.id);
    assert_eq!(who().send().await.status, 200);
    for body in
        [json!({ "permissions": tree(Leaf::AccessApi, "off") }), json!({ "userType": "UT_PARTICIPANT" })]
    {
        assert_eq!(put(&server, &path, &body).await.status, 200);
        let refused = who().send().await;
        assert_eq!((refused.status, refused.error_code()), (401, "DCD_7".into()), "at once: {body}");
        let refused = server.post(&format!("{path}/apitoken")).send().await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.error_message().contains("accessApi"), "{}", refused.text());
        let back = json!({ "userType": "UT_FULLUSER", "permissions": tree(Leaf::AccessApi, "on") });
        assert_eq!(put(&server, &path, &back).await.status, 200);
        assert_eq!(who().send().await.status, 200);
    }
    // For all of a type, through the shell: every process forgets whom it knows.
    let full = Holder::UserType(UserType::stored("UT_FULLUSER"));
    switch(&server, full.clone(), Leaf::AccessApi, false).await;
    assert_eq!(who().send().await.status, 401);
    assert_eq!(server.get("/whoami").send().await.status, 200, "the administrator is of another type");
    switch(&server, full, Leaf::AccessApi, true).await;
    assert_eq!(who().send().await.status, 200);
}

#[tokio::test]
async fn nothing_can_be_switched_where_it_would_say_nothing() {
    let server = TestServer::start().await;
    for id in ["UT_BRANDADMIN", "UT_PARTICIPANT"] {
        let holder = Holder::UserType(UserType::stored(id));
        let refused = levels::set(&server.app, &brand(), &holder, &[(Leaf::UseBlocks, false)]).await;
        assert!(refused.is_err(), "{id}");
    }
    let nothing = Holder::Division(DivisionId::parse("DV_0nothing0000000").unwrap());
    assert!(levels::set(&server.app, &brand(), &nothing, &[(Leaf::UseBlocks, false)]).await.is_err());
    assert!(levels::get(&server.app, &brand(), &nothing).await.is_err());
}

/// A call about a survey: verb, path and body.
type Call = fn(&str) -> (Method, String, Value);

/// What each permission is needed for, asked of somebody who owns the survey, and of a member of the group that does.
#[tokio::test]
async fn each_permission_is_asked_for_and_named() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    let group =
        server.post("/groups").json(&json!({ "type": example::GROUP_TYPE, "name": "Panel" })).send().await;
    let group = GroupId::parse(group.result()["id"].as_str().unwrap()).unwrap();
    join(&server, &brand(), &group, &sam.id).await;
    let calls: Vec<(Leaf, Call)> = vec![
        (Leaf::EditSurveys, |id| (Method::PUT, format!("/surveys/{id}"), json!({ "name": "New" }))),
        (Leaf::ActivateSurveys, |id| (Method::PUT, format!("/surveys/{id}"), json!({ "isActive": true }))),
        (Leaf::DeactivateSurveys, |id| (Method::PUT, format!("/surveys/{id}"), json!({ "isActive": false }))),
        (Leaf::EditSurveyResponses, |id| {
            (Method::POST, format!("/surveys/{id}/responses"), json!({ "values": {} }))
        }),
        (Leaf::DownloadSurveyResults, |id| {
            (Method::POST, format!("/surveys/{id}/export-responses"), json!({ "format": "csv" }))
        }),
        (Leaf::DeleteSurveys, |id| (Method::DELETE, format!("/surveys/{id}"), Value::Null)),
    ];
    let type_ = GroupTypeId::parse(example::GROUP_TYPE).unwrap();
    let own: [Holder; 2] = [Holder::Organization, Holder::User(Who::Id(sam.id.clone()))];
    let of_group = [Holder::GroupType(type_), Holder::Group(group.clone())];
    for (owner, holders) in [(sam.id.to_string(), own), (group.to_string(), of_group)] {
        for (leaf, call) in &calls {
            for holder in &holders {
                let survey = survey_of(&server, &owner).await;
                // So that the call changes something: it opens what is closed.
                if *leaf == Leaf::ActivateSurveys {
                    let path = format!("/surveys/{survey}");
                    assert_eq!(put(&server, &path, &json!({ "isActive": false })).await.status, 200);
                }
                let (verb, path, body) = call(survey.as_str());
                let ask = || {
                    let ask = server.ask(verb.clone(), &format!("/API/v3{path}")).token(&sam.token);
                    if body.is_null() { ask } else { ask.json(&body) }
                };
                switch(&server, holder.clone(), *leaf, false).await;
                let refused = ask().send().await;
                assert_eq!(refused.status, 403, "{leaf:?} {holder:?}: {}", refused.text());
                assert!(refused.error_message().contains(leaf.path()), "{}", refused.text());
                switch(&server, holder.clone(), *leaf, true).await;
                let done = ask().send().await;
                assert_eq!(done.status, 200, "{leaf:?} {holder:?}: {}", done.text());
            }
        }
    }
}

async fn survey_of(server: &TestServer, owner: &str) -> SurveyId {
    let survey = server.import_survey("Asked", &survey_file()).await;
    let path = format!("/surveys/{survey}");
    assert_eq!(put(server, &path, &json!({ "ownerId": owner, "isActive": true })).await.status, 200);
    SurveyId::parse(&survey).unwrap()
}

#[tokio::test]
async fn levels_are_told_to_the_operator() {
    let server = TestServer::start().await;
    let of = |holder: Holder| {
        let server = &server;
        async move { levels::get(&server.app, &brand(), &holder).await.unwrap() }
    };
    let participant = of(Holder::UserType(UserType::stored("UT_PARTICIPANT"))).await;
    assert!(Leaf::ALL.iter().all(|leaf| !participant.calculated().contain(*leaf)));
    let whole = |levels: &Levels| Leaf::ALL.iter().all(|leaf| levels.calculated().contain(*leaf));
    assert!(whole(&of(Holder::Organization).await));
    let type_ = of(Holder::UserType(Role::User.user_type())).await;
    assert!(whole(&type_) && type_.0.len() == 2);
}

/// A file says whether its survey was open. It is no way round the permission to open one.
#[tokio::test]
async fn whoever_may_open_no_survey_brings_in_a_closed_one() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    for (may_open, expected) in [(true, true), (false, false)] {
        switch(&server, Holder::User(Who::Id(sam.id.clone())), Leaf::ActivateSurveys, may_open).await;
        let media_type = "application/vnd.qualtrics.survey.qsf";
        let form = Form::new().text("name", "Open").file("file", "s.qsf", media_type, &survey_file());
        let made = server.post("/surveys").token(&sam.token).form(form).send().await;
        assert_eq!(made.status, 200, "{}", made.text());
        let path = format!("/surveys/{}", made.result()["id"].as_str().unwrap());
        assert_eq!(server.get(&path).send().await.result()["isActive"], expected);
    }
}

/// What a group may not do with its surveys nobody does by taking one out of the group first.
#[tokio::test]
async fn a_survey_leaves_no_group_that_may_do_less_with_it() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    let group = json!({ "type": example::GROUP_TYPE, "name": "Panel" });
    let group = server.post("/groups").json(&group).send().await.result()["id"].clone();
    let group = GroupId::parse(group.as_str().unwrap()).unwrap();
    join(&server, &brand(), &group, &sam.id).await;
    let type_ = GroupTypeId::parse(example::GROUP_TYPE).unwrap();
    for holder in [Holder::GroupType(type_), Holder::Group(group.clone())] {
        let path = format!("/surveys/{}", survey_of(&server, group.as_str()).await);
        let taken = json!({ "ownerId": sam.id.as_str() });
        let take = || server.ask(Method::PUT, &format!("/API/v3{path}")).token(&sam.token).json(&taken);
        switch(&server, holder.clone(), Leaf::DownloadSurveyResults, false).await;
        let refused = take().send().await;
        assert_eq!(refused.status, 403, "{holder:?}: {}", refused.text());
        assert!(refused.error_message().contains(Leaf::DownloadSurveyResults.path()), "{}", refused.text());
        assert_eq!(server.get(&path).send().await.result()["ownerId"], group.as_str());
        // What nobody in the organization may do holds nothing back, and administrators go by their own permissions.
        switch(&server, Holder::Organization, Leaf::EditSurveyResponses, false).await;
        assert_eq!(put(&server, &path, &json!({ "ownerId": group.as_str() })).await.status, 200);
        switch(&server, holder, Leaf::DownloadSurveyResults, true).await;
        assert_eq!(take().send().await.status, 200);
        switch(&server, Holder::Organization, Leaf::EditSurveyResponses, true).await;
    }
}

/// A job that waits does not keep what its account has lost meanwhile.
#[tokio::test]
async fn a_job_of_an_account_that_may_not_call_any_more_does_nothing() {
    let server = TestServer::start().await;
    let sam = plain(&server).await;
    let ended = json!({ "accountExpirationDate": "2001-01-01T00:00:00Z" });
    for body in [
        json!({ "permissions": tree(Leaf::AccessApi, "off") }),
        json!({ "userType": "UT_PARTICIPANT" }),
        ended,
    ] {
        let survey = survey_of(&server, sam.id.as_str()).await;
        let path = format!("/surveys/{survey}/import-responses");
        let ask = server.post(&path).token(&sam.token).bytes("text/csv", "Q1\r\n1\r\n");
        let started = ask.send().await;
        assert_eq!(started.status, 202, "{}", started.text());
        let user = format!("/users/{}", sam.id);
        let changed = put(&server, &user, &body).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        server.run_jobs().await;
        let id = started.result()["progressId"].as_str().unwrap().to_owned();
        let done = server.get(&format!("{path}/{id}")).send().await.result();
        assert_eq!((&done["status"], &done["importedRows"]), (&json!("failed"), &json!(0)), "{body}: {done}");
        let back = json!({ "userType": "UT_FULLUSER", "permissions": tree(Leaf::AccessApi, "on") });
        assert_eq!(put(&server, &user, &back).await.status, 200);
    }
}

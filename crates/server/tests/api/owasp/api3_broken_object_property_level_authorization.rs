//! API3:2023 Broken Object Property Level Authorization: writing what only the server writes, and reading what is not shown.
//!
//! Elsewhere: members that are not supported are refused by name (`bad_input.rs`), secrets are in no log and no history
//! (`secrets.rs`), an administrator who is the last one stays one (`users.rs`).
//! Here: members that no operation takes, wherever a body has room for them, and hashes in answers.

use contract::{Effect, ResultKind, catalogue, schema};
use testkit::example::{At, Step};
use testkit::server::ADMINISTRATOR;
use testkit::{Fixtures, Request};

use super::*;

/// What a row holds that no caller may set, by the names that an attacker would try.
const SERVERS_OWN: &[&str] = &[
    "id",
    "_id",
    "brand",
    "brandId",
    "organizationId",
    "organization",
    "creator",
    "creatorId",
    "createdBy",
    "created",
    "creationDate",
    "lastModified",
    "lastModifiedDate",
    "role",
    "roles",
    "isAdmin",
    "admin",
    "isAdministrator",
    "scopes",
    "accountType",
    "responseCounts",
    "lastLoginDate",
    "passwordHash",
    "password_hash",
    "passwordChanged",
    "generation",
    "hash",
    "token",
    "apiToken",
    "state",
    "version",
    "no",
    "surveyNo",
    "deleted",
    "__proto__",
    "constructor",
    "prototype",
    "$where",
    "$ne",
];

/// Nobody sets this anywhere else.
const MARKER: &str = "zzMassAssignedzz";

/// The names of members that any operation answers.
fn answered() -> BTreeSet<String> {
    fn names(schema: &Value, found: &mut BTreeSet<String>) {
        for (name, member) in schema::properties(schema) {
            found.insert(name.clone());
            names(member, found);
        }
        for part in ["items", "anyOf", "oneOf", "allOf"] {
            match &schema[part] {
                Value::Array(all) => all.iter().for_each(|one| names(one, found)),
                one if one.is_object() => names(one, found),
                _ => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    for told in catalogue().iter().filter(|told| told.result.kind == ResultKind::Json) {
        names(&told.result.schema, &mut found);
    }
    found
}

/// Whether an operation says that it keeps whatever members it is sent: a part of a survey's definition, which nobody else reads
/// by name.
fn keeps_everything(request: &Request<'_>) -> bool {
    let bodies = request.told().bodies.iter();
    bodies.into_iter().any(|body| body.schema["additionalProperties"] == Value::Bool(true))
}

/// Every name that a body does not know, set to a marker: the marker is kept nowhere.
#[tokio::test]
async fn members_that_an_operation_does_not_take_are_kept_nowhere() {
    let server = TestServer::start().await;
    let names: BTreeSet<String> =
        answered().into_iter().chain(SERVERS_OWN.iter().map(|name| (*name).to_owned())).collect();
    assert!(names.len() > 60, "{names:?}");
    let (mut tried, mut wrong) = (0, Vec::new());
    for plain in json_requests().filter(|request| !keeps_everything(request)) {
        let request = plain.about(&mut Fixtures::ours(&server)).await;
        let told = request.told();
        // The body itself, and each object within it that has members of its own.
        let mut places: BTreeMap<Vec<String>, (Vec<Step>, BTreeSet<String>)> =
            BTreeMap::from([(Vec::new(), (Vec::new(), BTreeSet::new()))]);
        for slot in request.slots() {
            let At::Body(steps) = &slot.at else { continue };
            let Some((Step::Member(name), parent)) = steps.split_last() else { continue };
            let key = parent.iter().map(|step| format!("{step:?}")).collect();
            let of_parent = places.entry(key).or_insert_with(|| (parent.to_vec(), BTreeSet::new()));
            of_parent.1.insert(name.clone());
        }
        for (parent, known) in places.into_values() {
            // An object whose members have names of the caller's choice keeps what it is given, and says so.
            if known.contains("any") || (!parent.is_empty() && !request.holds(&At::Body(parent.clone()))) {
                continue;
            }
            let mut sent = request.clone().about(&mut Fixtures::ours(&server)).await;
            for name in names.iter().filter(|name| !known.contains(*name)) {
                // Another spelling under which a member is taken is no unknown one.
                let is_other_name = name == "accountStatus" && known.contains("status");
                if !is_other_name {
                    let steps = parent.iter().cloned().chain([Step::Member(name.clone())]).collect();
                    sent = sent.set(&At::Body(steps), MARKER.into());
                }
            }
            let answer = sent.ask(&server).token(ADMINISTRATOR).send().await;
            tried += 1;
            if answer.status >= 500 {
                wrong.push(format!("{}: {}", told.operation.id, answer.text()));
            }
            server.run_jobs().await;
            let kept: Vec<String> =
                server.dump().await.into_iter().filter(|row| row.contains(MARKER)).collect();
            if !kept.is_empty() {
                wrong.push(format!("{} keeps what it does not take: {kept:?}", told.operation.id));
            }
        }
    }
    let asked = json_requests().filter(|request| !keeps_everything(request)).count();
    assert!(tried >= asked && asked > 10 && wrong.is_empty(), "{wrong:#?}");
}

/// The same with what another brand has: nothing of the other brand changes hands, and nothing is made in it.
#[tokio::test]
async fn no_body_reaches_into_another_brand() {
    let server = TestServer::start().await;
    let of_theirs = async || -> BTreeSet<String> {
        server.dump().await.into_iter().filter(|row| row.contains("globex")).collect()
    };
    let before = of_theirs().await;
    for plain in json_requests().filter(|request| !keeps_everything(request)) {
        let request = plain.about(&mut Fixtures::ours(&server)).await;
        let known: BTreeSet<String> = request.slots().iter().map(|slot| slot.name().to_owned()).collect();
        for name in ["brand", "brandId", "organizationId", "organization", "brandID", "orgId", "tenant"] {
            if !known.contains(name) {
                let at = At::Body(vec![Step::Member(name.to_owned())]);
                let again = request.clone().about(&mut Fixtures::ours(&server)).await;
                again.set(&at, "globex".into()).ask(&server).token(ADMINISTRATOR).send().await;
            }
        }
    }
    server.run_jobs().await;
    let after = of_theirs().await;
    assert_eq!(after.symmetric_difference(&before).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// A user who may do nothing of it stays what the account is, whatever is sent and by whichever verb.
#[tokio::test]
async fn nobody_makes_an_administrator_of_oneself() {
    let server = TestServer::start().await;
    let token = crate::tenancy::plain_user(&server).await;
    let me = server.get("/whoami").token(&token).send().await.result();
    let id = me["userId"].as_str().unwrap();
    let before = server.dump().await;
    let body = json!({ "userType": "UT_BRANDADMIN", "role": "BrandAdministrator", "isAdmin": true });
    for verb in ["POST", "PUT", "PATCH"] {
        for path in [format!("/API/v3/users/{id}"), "/API/v3/whoami".to_owned(), "/API/v3/users".to_owned()] {
            let answer = server.ask(verb.parse().unwrap(), &path).token(&token).json(&body).send().await;
            assert!(matches!(answer.status, 400 | 403 | 404), "{verb} {path}: {}", answer.text());
        }
    }
    assert_eq!(server.dump().await, before);
    assert_eq!(server.get("/whoami").token(&token).send().await.result(), me);
}

/// What is sent twice is neither what was looked at first nor what is kept last by chance: it is refused.
#[tokio::test]
async fn a_member_that_comes_twice_is_not_taken_in_one_of_two_ways() {
    let server = TestServer::start().await;
    let token = crate::tenancy::plain_user(&server).await;
    let id = server.get("/whoami").token(&token).send().await.result()["userId"].as_str().unwrap().to_owned();
    let body = r#"{ "userType": "UT_FULLUSER", "firstName": "Sam", "userType": "UT_BRANDADMIN" }"#;
    let answer = server.put(&format!("/users/{id}")).bytes("application/json", body).send().await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(answer.error_message().contains("userType"), "{}", answer.text());
    assert_eq!(server.get(&format!("/users/{id}")).send().await.result()["userType"], "UT_FULLUSER");
}

/// No answer of any operation tells a hash, a sealed secret, or a member that is named like one.
#[tokio::test]
async fn no_answer_holds_a_hash_or_what_is_sealed() {
    let server = TestServer::start().await;
    let user = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "A", "email": "sam@acme.example",
        "userType": "UT_FULLUSER", "password": "long-enough",
    });
    let id = server.post("/users").json(&user).send().await.result()["id"].as_str().unwrap().to_owned();
    server.post(&format!("/users/{id}/apitoken")).send().await.result();
    let mut asked = 0;
    for told in catalogue() {
        for _ in 0..if told.operation.effect() == Effect::Read { 2 } else { 1 } {
            let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
            let answer = request.ask(&server).token(ADMINISTRATOR).send().await;
            asked += 1;
            let text = answer.text();
            let hashes = hashes(&server).await;
            assert!(hashes.len() >= 4, "{hashes:?}");
            let told_hashes: Vec<_> = hashes.iter().filter(|hash| text.contains(hash.as_str())).collect();
            assert!(told_hashes.is_empty(), "{} tells {told_hashes:?}", told.operation.id);
            for name in ["hash", "\"password\"", "secret", "argon2", "generation", "long-enough"] {
                assert!(!text.to_lowercase().contains(name), "{} tells {name}: {text}", told.operation.id);
            }
        }
    }
    assert!(asked > catalogue().len());
}

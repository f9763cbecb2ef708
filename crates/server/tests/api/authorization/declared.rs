//! Operations with a wrong or missing declaration, and how each is found: the checks are the ones that every operation goes
//! through.

use contract::groups::NewMember;
use contract::{
    Call as Travels, Category, Endpoint, Example, Json, MetaOnly, Nothing, Operation, Permission, Verb,
};
use model::access::Action;
use model::error::codes;
use model::{SurveyId, UserId, example};
use server::{Route, Settings, route};
use services::{Answer as Answered, Call, Context};

use super::matrix::{Found, check};
use super::roles::People;
use super::*;

/// Says who may, and what.
const GUARDED: Operation = Operation {
    id: "touchSurvey",
    name: "Touch Survey",
    category: Category::Surveys,
    verb: Verb::Delete,
    path: "/API/v3/surveys/{surveyId}/touched",
    description: "Touches a survey.",
    permission: Permission::Thing(Action::Delete),
    ..Operation::documented()
};

/// Declares that only those may who may delete the survey; its service asks nobody.
struct Careless;

impl Endpoint for Careless {
    const OPERATION: Operation = GUARDED;
    type Call = Travels<SurveyId>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(SurveyId::parse(example::SURVEY).unwrap(), Nothing {})
    }
}

async fn careless(_: &mut Context, _: Call<Careless>) -> Answered<Careless> {
    Ok(MetaOnly)
}

/// Declares that anybody may; its service lets administrators in only.
struct Secretive;

impl Endpoint for Secretive {
    const OPERATION: Operation = Operation {
        path: "/API/v3/touched",
        permission: Permission::AnyUser,
        errors: &[codes::FORBIDDEN],
        ..GUARDED
    };
    type Call = Travels;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(Nothing {}, Nothing {})
    }
}

async fn secretive(cx: &mut Context, _: Call<Secretive>) -> Answered<Secretive> {
    if cx.is_administrator() { Ok(MetaOnly) } else { Err(codes::FORBIDDEN.into()) }
}

/// Declares no error; its service knows one.
struct Untold;

impl Endpoint for Untold {
    const OPERATION: Operation =
        Operation { path: "/API/v3/touched", permission: Permission::AnyUser, ..GUARDED };
    type Call = Travels;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(Nothing {}, Nothing {})
    }
}

async fn untold(_: &mut Context, _: Call<Untold>) -> Answered<Untold> {
    Err(codes::CONFLICT.into())
}

/// Takes the user that its body names for one of the brand.
struct Trusting;

impl Endpoint for Trusting {
    const OPERATION: Operation = Operation { verb: Verb::Put, ..Secretive::OPERATION };
    type Call = Travels<Nothing, Json<NewMember>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let user_id = UserId::parse(example::USER).unwrap();
        Example::of_body(Nothing {}, NewMember { user_id }, Nothing {})
    }
}

async fn trusting(_: &mut Context, _: Call<Trusting>) -> Answered<Trusting> {
    Ok(MetaOnly)
}

/// All operations and one more.
fn with(added: Route) -> Vec<Route> {
    let mut routes = server::routes::routes();
    routes.push(added);
    routes
}

/// What the matrix finds of an operation that is served beside the others.
async fn found(added: Route) -> String {
    let server = TestServer::serving(Settings::default(), with(added)).await;
    let people = People::of(&server).await;
    let mut found = Found::default();
    check(&server, &people, server.served.last().unwrap(), &mut found).await;
    found.wrong.join("\n")
}

#[tokio::test]
async fn a_service_that_asks_nobody_is_found() {
    let wrong = found(route(careless)).await;
    for role in ["Colleague", "CollaboratorWithout", "OtherDivisionAdministrator"] {
        let line =
            format!("touchSurvey as {role}: (403, \"QMST_2.1\") is declared, and (200, \"\") answered");
        assert!(wrong.contains(&line), "{role} is not told in {wrong}");
    }
    assert!(wrong.contains("touchSurvey as Stranger: (404, \"GSI_2\") is declared"), "{wrong}");
    assert!(!wrong.contains("as Owner:") && !wrong.contains("as Nobody"), "{wrong}");
}

#[tokio::test]
async fn a_right_that_is_declared_too_wide_is_found() {
    let wrong = found(route(secretive)).await;
    assert!(wrong.contains("touchSurvey as Colleague: (200, \"\") is declared"), "{wrong}");
    assert!(!wrong.contains("as BrandAdministrator"), "{wrong}");
}

#[tokio::test]
async fn a_service_that_takes_any_id_is_found() {
    let server = TestServer::serving(Settings::default(), with(route(trusting))).await;
    let told = server.served.last().unwrap();
    let places = foreign::places(told);
    assert_eq!(places.len(), 1, "the id is found by its type");
    for (slot, kind) in places {
        let wrong = foreign::check(&server, told, &slot, kind).await.unwrap();
        assert!(
            wrong.contains("touchSurvey with another brand's user as userId is answered (200"),
            "{wrong}"
        );
    }
}

#[tokio::test]
#[should_panic(expected = "touchSurvey answers 409 \\\"GEN_9\\\", which it does not declare")]
async fn an_error_that_is_not_declared_fails_the_test_that_sees_it() {
    let server = TestServer::serving(Settings::default(), vec![route(untold)]).await;
    let request = Request::example(server.served[0]);
    request.ask(&server).token(ADMINISTRATOR).send().await;
}

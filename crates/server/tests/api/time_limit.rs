//! What a caller who is told 504 can rely on: nothing was changed.

use contract::surveys::{DeleteSurvey, DeleteSurveyQuery};
use contract::{
    Call as Travels, Category, Endpoint, Example, MetaOnly, Nothing, Operation, Permission, Verb,
};
use model::access::Action;
use model::{SurveyId, example};
use server::{Settings, route};
use services::{Answer, Call, Context};
use testkit::TestServer;

use crate::samples;

/// Deletes a survey and has no time for it.
struct Hasty;

impl Endpoint for Hasty {
    const OPERATION: Operation = Operation {
        id: "deleteSurveyHastily",
        name: "Delete Survey Hastily",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/hasty-surveys/{surveyId}",
        description: "Deletes a survey at once.",
        permission: Permission::Thing(Action::Delete),
        seconds: 0,
        ..Operation::documented()
    };
    type Call = Travels<SurveyId>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(SurveyId::parse(example::SURVEY).unwrap(), Nothing {})
    }
}

async fn hasty(cx: &mut Context, call: Call<Hasty>) -> Answer<Hasty> {
    let query = DeleteSurveyQuery::default();
    let call = Call::<DeleteSurvey> { path: call.path, query, headers: call.headers, body: call.body };
    services::surveys::delete(cx, call).await
}

/// The time is over at once. Where the commit has begun by then, it is waited for: a 504 while it goes on would tell the
/// caller that nothing has happened.
#[tokio::test]
async fn what_is_answered_with_504_has_not_happened() {
    let mut routes = server::routes::routes();
    routes.push(route(hasty));
    let server = TestServer::serving(Settings::default(), routes).await;
    for _ in 0..10 {
        let survey = server.import_survey("Sample", &samples::survey(&serde_json::json!({}))).await;
        let answer = server.delete(&format!("/hasty-surveys/{survey}")).send().await;
        // Whatever still runs comes to its end.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let expected = match answer.status {
            200 => 404,
            504 => 200,
            other => panic!("{other}: {}", answer.text()),
        };
        assert_eq!(server.get(&format!("/surveys/{survey}")).send().await.status, expected);
    }
}

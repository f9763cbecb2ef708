//! Every operation in every role.

use super::roles::{People, Right, Role, right};
use super::*;

#[tokio::test]
async fn every_operation_lets_those_in_whom_it_declares_and_nobody_else() {
    let server = TestServer::start().await;
    let people = People::of(&server).await;
    let mut found = Found::default();
    for told in &server.served {
        check(&server, &people, told, &mut found).await;
    }
    println!("{} cells of {} operations", found.cells, server.served.len());
    assert!(found.cells >= server.served.len() * Role::ALL.len(), "every operation is asked in every role");
    assert!(found.wrong.is_empty(), "{:#?}", found.wrong);
}

/// What the matrix of an operation showed.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// How many requests were made.
    pub(super) cells: usize,
    /// What was answered otherwise than it is declared.
    pub(super) wrong: Vec<String>,
}

/// Asks an operation in every role, and compares what it answers with what its declaration says.
pub(super) async fn check(server: &TestServer, people: &People, told: &Description, found: &mut Found) {
    let (refused, allowed): (Vec<Role>, Vec<Role>) =
        Role::ALL.into_iter().partition(|role| right(told, *role).is_err());
    refusals(server, people, told, &refused, found).await;
    for role in allowed {
        successes(server, people, told, role, found).await;
    }
}

/// Those who may not, all about the same things: nothing is changed by any of them.
async fn refusals(
    server: &TestServer,
    people: &People,
    told: &Description,
    roles: &[Role],
    found: &mut Found,
) {
    let mut fixtures = people.fixtures(server, Role::Owner);
    let request = Request::example(told).about(&mut fixtures).await;
    let requests = with_every_id(request, &mut fixtures).await;
    people.share(server, told, &fixtures).await;
    let before = server.dump().await;
    for role in roles {
        for request in &requests {
            let answer = ask(server, people, told, *role, request).await;
            found.compare(told, *role, right(told, *role), &answer);
        }
    }
    let after = server.dump().await;
    let changed: Vec<_> =
        before.symmetric_difference(&after).map(|row| row.chars().take(200).collect::<String>()).collect();
    if !changed.is_empty() {
        found.wrong.push(format!("{}: a refused request changed {changed:?}", told.operation.id));
    }
}

/// Somebody who may, each time about new things where something is changed.
async fn successes(server: &TestServer, people: &People, told: &Description, role: Role, found: &mut Found) {
    let mut place = 0;
    loop {
        let mut fixtures =
            if role == Role::Stranger { Fixtures::theirs(server) } else { people.fixtures(server, role) };
        let request = Request::example(told).about(&mut fixtures).await;
        let requests = with_every_id(request, &mut fixtures).await;
        if role != Role::Stranger {
            people.share(server, told, &fixtures).await;
        }
        let Some(request) = requests.get(place) else { return };
        let before = server.dump().await;
        let answer = ask(server, people, told, role, request).await;
        // Another id in it may need more than the operation, such as giving a thing away: that is the administrators'.
        let more = place > 0 && !matches!(role, Role::BrandAdministrator | Role::Stranger);
        if more && answer.status == 403 {
            found.cells += 1;
            if server.dump().await != before {
                found.wrong.push(format!("{} as {role:?}: refused, and yet done", told.operation.id));
            }
        } else {
            found.compare(told, role, Ok(()), &answer);
        }
        place += 1;
    }
}

async fn ask(
    server: &TestServer,
    people: &People,
    told: &Description,
    role: Role,
    request: &Request<'_>,
) -> Answer {
    let ask = request.ask(server);
    match people.token(told, role) {
        Some(token) if role.has_program() => {
            ask.header("authorization", &format!("Bearer {token}")).send().await
        }
        Some(token) => ask.token(token).send().await,
        None => ask.send().await,
    }
}

impl Found {
    fn compare(&mut self, told: &Description, role: Role, right: Right, answer: &Answer) {
        self.cells += 1;
        let (expected, got) = match right {
            Ok(()) => ((told.operation.success, String::new()), (answer.status, String::new())),
            Err(error) => ((error.status, error.code.to_owned()), (answer.status, code(answer))),
        };
        if expected != got {
            let id = told.operation.id;
            self.wrong.push(format!(
                "{id} as {role:?}: {expected:?} is declared, and {got:?} answered: {}",
                answer.text()
            ));
        }
    }
}

/// The code of a refusal; a success has none.
fn code(answer: &Answer) -> String {
    if answer.status < 400 { String::new() } else { answer.error_code() }
}

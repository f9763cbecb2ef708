//! API5:2023 Broken Function Level Authorization.
//!
//! Elsewhere: every operation in every role (`authorization/matrix.rs`), verbs that are not in the catalogue
//! (`every_operation.rs`), scopes of access tokens (`oauth.rs`).
//! Here: other spellings of an address, verbs in disguise, and what surrounds the API.

use contract::{Permission, catalogue};
use http::Method;
use testkit::server::ADMINISTRATOR;
use testkit::{Fixtures, Form};

use super::*;
use crate::every_operation::method;
use crate::tenancy::plain_user;

/// Addresses that a router could take for this one where what stands before it did not.
fn disguised(path: &str) -> Vec<String> {
    let (head, last) = path.rsplit_once('/').unwrap();
    let first = last.chars().next().unwrap();
    let escaped = format!("%{:02X}{}", first as u32, &last[1..]);
    vec![
        path.replace("/API/", "/api/"),
        path.replace("/API/v3", "/API/V3"),
        path.replace('/', "//"),
        format!("{path}/"),
        format!("{path}/."),
        format!("{path}/../{last}"),
        format!("{path}/..;/{last}"),
        format!("{path};a=b"),
        format!("{path}.json"),
        format!("{path}.md"),
        format!("{path}%20"),
        format!("{path}%00"),
        format!("{path}%2f"),
        format!("{path}%3f"),
        format!("{path}?"),
        format!("{head}/{escaped}"),
        format!("{head}/{}", last.to_uppercase()),
        format!("{head}/./{last}"),
        format!("{head}\\{last}").replace('\\', "%5c"),
        format!("/x.qualtrics.com{path}"),
        format!("/docs/..{path}"),
        format!("/docs/..%2f{}", &path[1..]),
        format!("/health/live/..{path}"),
        format!("/jfe/form/..{path}"),
    ]
}

#[tokio::test]
async fn a_disguised_address_or_verb_opens_no_operation_of_administrators() {
    let server = TestServer::start().await;
    let token = plain_user(&server).await;
    let administrators: Vec<_> = catalogue()
        .iter()
        .filter(|told| told.operation.permission == Permission::BrandAdministrator)
        .collect();
    assert!(administrators.len() >= 8, "{}", administrators.len());
    let mut wrong = Vec::new();
    for told in administrators {
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        let address = request.address();
        let path = address.split('?').next().unwrap();
        let before = server.dump().await;
        let mut asks = Vec::new();
        for path in disguised(path) {
            asks.push((format!("{:?} {path}", told.operation.verb), request.ask(&server).path(&path)));
        }
        for verb in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "get", "Get"] {
            for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
                let ask = server.ask(verb.parse().unwrap(), path);
                asks.push((format!("{verb} {path}, {name}"), ask.header(name, told.operation.verb.as_str())));
            }
            let query = format!("{path}?_method={}&method={0}", told.operation.verb.as_str());
            asks.push((format!("{verb} {query}"), server.ask(verb.parse().unwrap(), &query)));
        }
        for name in ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Forwarded-Prefix"] {
            let ask = server.ask(method(told.operation.verb), "/API/v3/whoami").header(name, path);
            asks.push((format!("{name}: {path}"), ask));
        }
        for (what, ask) in asks {
            let answer = ask.token(&token).send().await;
            // Documentation, health and whoami are everybody's; what they show is of no brand.
            let is_ours = answer.status < 400 && answer.text().contains("acme");
            let is_own = what.contains("whoami") || answer.text().contains("\"userName\"");
            if answer.status >= 500 || (is_ours && !is_own) {
                wrong.push(format!("{what}: {} {}", answer.status, answer.text()));
            }
        }
        if server.dump().await != before {
            wrong.push(format!("{} was done for a plain user", told.operation.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The figures, the documentation's feedback and the history are no way around the rights of the API.
#[tokio::test]
async fn what_stands_beside_the_api_gives_a_plain_user_nothing_of_administrators() {
    let server = TestServer::start().await;
    let token = plain_user(&server).await;
    server.get("/users").send().await.result();
    let field = |token: &str| Form::new().text("token", token);
    let admin = server.ask(Method::POST, "/docs/admin").form(field(&token)).send().await;
    assert!((400..500).contains(&admin.status), "{}", admin.status);
    let history = server.ask(Method::POST, "/docs/history").form(field(&token)).send().await;
    assert!(!history.text().contains("admin@acme.example"), "{}", history.text());
    assert!(!history.text().contains(ADMINISTRATOR));
    let tried = server.ask(Method::POST, "/docs/try/listUsers").form(field(&token)).send().await;
    assert!(!tried.text().contains("admin@acme.example"), "{}", tried.text());
    assert!(tried.text().contains("403"), "Try It goes through the same door: {}", tried.text());
    for name in ["userId", "groupId", "divisionId"] {
        let offers = server.ask(Method::GET, &format!("/docs/offers/{name}")).token(&token).send().await;
        assert!(!offers.text().contains("UR_3acmeAdmin00000"), "{name}: {}", offers.text());
    }
}

/// One operation is opened by one verb: nothing that an address answers for one of them is answered for the others.
#[tokio::test]
async fn rights_hold_for_each_verb_of_an_address() {
    let server = TestServer::start().await;
    let token = plain_user(&server).await;
    let mut refused = 0;
    for told in catalogue().iter().filter(|told| told.operation.permission == Permission::BrandAdministrator)
    {
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        let address = request.address();
        for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let known = catalogue().iter().find(|other| {
                other.operation.path == told.operation.path && other.operation.verb.as_str() == verb
            });
            let ask = server.ask(verb.parse().unwrap(), &address).token(&token);
            let answer = ask.json(&json!({})).send().await;
            match known {
                None => assert_eq!(answer.status, 404, "{verb} {address}"),
                Some(known) if known.operation.permission == Permission::BrandAdministrator => {
                    refused += 1;
                    assert_eq!(answer.status, 403, "{verb} {address}: {}", answer.text());
                }
                Some(_) => {
                    assert!((400..500).contains(&answer.status), "{verb} {address}: {}", answer.text())
                }
            }
        }
    }
    assert!(refused >= 8, "{refused}");
}

//! `GET /oauth2/auth`: the page that asks somebody whether a program may act for them. `POST /oauth2/auth`: the answer, with
//! name and password; the browser is led back to the program with a code, or with what went wrong.
//!
//! Until program and address are known to belong together, what is wrong is told on a page: nobody is led anywhere that was
//! not registered.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use contract::limits;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::redirect;
use model::text::RedirectUri;
use pages::{Consent, ConsentRefused};
use percent_encoding::utf8_percent_encode;
use services::oauth::{self, AskedFor, Client, Refusal};
use tokio::time::timeout;

use super::AUTHORIZE;
use super::answer::{kept_by_nobody, scope_words};
use super::fields::LIMIT;
use crate::documentation::form;
use crate::pipeline::body::read_fields;
use crate::pipeline::compression;
use crate::pipeline::paging::RESERVED;
use crate::pipeline::urlencoded;
use crate::protection::per_address::network;
use crate::protection::proxies::Remote;
use crate::server::Server;

/// Answers `GET /oauth2/auth`.
pub(crate) async fn ask(server: &Server, head: &Parts) -> Response {
    if !server.sign_ins.take(head, server.app.now()) {
        return page_of(head, StatusCode::TOO_MANY_REQUESTS, ConsentRefused::TooMany, Some(60));
    }
    if head.uri.path_and_query().is_some_and(|uri| uri.as_str().len() > limits::URI) {
        return page_of(
            head,
            StatusCode::URI_TOO_LONG,
            ConsentRefused::Wrong("The address is too long."),
            None,
        );
    }
    let fields = urlencoded::fields(head.uri.query().unwrap_or_default());
    match understood(server, fields).await {
        Ok(asked) => asked.page(head, StatusCode::OK, "", None),
        Err(turned) => turned.answer(server, head),
    }
}

/// Answers `POST /oauth2/auth`.
pub(crate) async fn allow(server: &Server, head: &Parts, body: Body) -> Response {
    if form::is_foreign(&head.headers, &server.origin(head)) {
        let words = "The form was sent from a page of another site.";
        return page_of(head, StatusCode::FORBIDDEN, ConsentRefused::Wrong(words), None);
    }
    if !server.sign_ins.take(head, server.app.now()) {
        return page_of(head, StatusCode::TOO_MANY_REQUESTS, ConsentRefused::TooMany, Some(60));
    }
    let fields = match read_fields(&server.bodies, &head.headers, body, LIMIT).await {
        Ok(form) => {
            let pair =
                |part: &contract::Part| (part.name.clone(), String::from_utf8_lossy(&part.data).into_owned());
            form.iter().map(pair).collect()
        }
        Err(problem) => {
            let status = StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST);
            return page_of(head, status, ConsentRefused::Wrong("The form cannot be read."), None);
        }
    };
    match understood(server, fields).await {
        Ok(asked) => answered(server, head, asked).await.unwrap_or_else(|turned| turned.answer(server, head)),
        Err(turned) => turned.answer(server, head),
    }
}

/// So long somebody waits for a turn to have a password compared.
const TURN: Duration = Duration::from_secs(5);

async fn answered(server: &Server, head: &Parts, asked: Asked) -> Result<Response, Turned> {
    match asked.one("decision") {
        Ok(Some("allow")) => {}
        Ok(Some("deny")) => return Err(asked.back("access_denied", "The user did not let the client act.")),
        _ => return Err(Turned::Page(ConsentRefused::Wrong("Neither Allow nor Deny was chosen."))),
    }
    let name = asked.one("username").ok().flatten().unwrap_or_default().trim().to_owned();
    let password = asked.one("password").ok().flatten().unwrap_or_default();
    let (client, now) = (&asked.client, server.app.now());
    let guess = match server.app.guesses().begin(
        (client.brand.as_str(), &name),
        Remote::address_of(head).map(network),
        now,
    ) {
        Ok(guess) => guess,
        Err(seconds) => {
            let address = Remote::address_of(head).map(tracing::field::display);
            tracing::warn!(
                brand = client.brand.as_str(),
                address,
                "too many wrong passwords: no more are compared for a while"
            );
            let minutes = seconds.div_ceil(60);
            let words = format!("There were too many wrong tries. Try again in {minutes} minutes.");
            let mut response = asked.page(head, StatusCode::TOO_MANY_REQUESTS, &name, Some(&words));
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            return Ok(response);
        }
    };
    let Ok(Ok(_turn)) = timeout(TURN, server.signing_in.acquire()).await else {
        guess.undo();
        return Ok(asked.busy(head, &name));
    };
    let user = match oauth::sign_in(&server.app, client, &name, password).await {
        Ok(Some(user)) => user,
        Ok(None) => return Ok(asked.unknown(head, &name)),
        Err(error) => {
            guess.undo();
            tracing::error!(%error, "a password could not be compared");
            return Ok(asked.busy(head, &name));
        }
    };
    guess.undo();
    match oauth::grant(&server.app, client, &user, &asked.asked).await {
        Ok(None) => Ok(asked.unknown(head, &name)),
        Ok(Some(code)) => {
            let (client, user, brand) = (client.id.as_str(), user.id.as_str(), client.brand.as_str());
            tracing::info!(client, user, brand, "a user let a client act");
            let query = format!("code={}", code.as_str());
            Ok(asked.led_back(&query, &server.origin(head)))
        }
        Err(error) => {
            tracing::error!(%error, "what a user let a client do could not be kept");
            Ok(asked.busy(head, &name))
        }
    }
}

/// What a program asks for, found good.
struct Asked {
    client: Client,
    asked: AskedFor,
    state: Option<String>,
    /// All that was sent.
    fields: Vec<(String, String)>,
}

/// Why nobody is asked.
enum Turned {
    /// It is told on a page.
    Page(ConsentRefused<'static>),
    /// A fault of ours is told on a page.
    Fault,
    /// The program is told: the address with the error in its query, but for what the server says of itself.
    Back { redirect: RedirectUri, state: Option<String>, error: &'static str, words: String },
}

impl Turned {
    fn answer(self, server: &Server, head: &Parts) -> Response {
        match self {
            Self::Page(why) => page_of(head, StatusCode::BAD_REQUEST, why, None),
            Self::Fault => page_of(head, StatusCode::SERVICE_UNAVAILABLE, ConsentRefused::Fault, Some(5)),
            Self::Back { redirect, state, error, words } => {
                let query = format!("error={error}&error_description={}", encoded(&words));
                led_back(&redirect, &query, state.as_deref(), &server.origin(head))
            }
        }
    }
}

/// The parameters that the page brings along.
const BROUGHT: [&str; 7] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

async fn understood(server: &Server, fields: Vec<(String, String)>) -> Result<Asked, Turned> {
    let wrong = |words| Turned::Page(ConsentRefused::Wrong(words));
    let id =
        one(&fields, "client_id").map_err(|()| wrong("The parameter client_id is given more than once."))?;
    let id = id.ok_or_else(|| wrong("The parameter client_id is missing."))?;
    let client = oauth::client(&server.app, id).await.map_err(|error| {
        tracing::error!(%error, "a client could not be looked up");
        Turned::Fault
    })?;
    let client = client.ok_or_else(|| wrong("There is no client with this client_id."))?;
    let sent = one(&fields, "redirect_uri")
        .map_err(|()| wrong("The parameter redirect_uri is given more than once."))?;
    let sent = sent.ok_or_else(|| wrong("The parameter redirect_uri is missing."))?;
    let registered = client.redirects.split_ascii_whitespace().any(|known| redirect::admits(known, sent));
    let redirect = RedirectUri::parse(sent).ok().filter(|_| registered);
    let redirect = redirect
        .ok_or_else(|| wrong("The redirect_uri is none of the addresses that the client has registered."))?;
    // One that is given twice is refused below, and neither is sent back.
    let state = one(&fields, "state").ok().flatten().map(str::to_owned);
    if state.as_ref().is_some_and(|state| state.len() > limits::URI) {
        return Err(wrong("The parameter state is too long."));
    }
    let asked = asked_for(&client, &redirect, &fields);
    match asked {
        Ok(asked) => Ok(Asked { client, asked, state, fields }),
        Err((error, words)) => Err(Turned::Back { redirect, state, error, words }),
    }
}

/// What is asked for; an error and its words where it may not be.
fn asked_for(
    client: &Client,
    redirect: &RedirectUri,
    fields: &[(String, String)],
) -> Result<AskedFor, (&'static str, String)> {
    let request = |words: &str| ("invalid_request", words.to_owned());
    for name in BROUGHT {
        if one(fields, name).is_err() {
            return Err(request(&format!("The parameter {name} is given more than once.")));
        }
    }
    let one = |name| one(fields, name).ok().flatten();
    match one("response_type") {
        Some("code") => {}
        Some(_) => {
            return Err(("unsupported_response_type", "The response type code is expected.".to_owned()));
        }
        None => return Err(request("The parameter response_type is missing.")),
    }
    let challenge = match (one("code_challenge"), one("code_challenge_method")) {
        (Some(challenge), Some("S256")) if oauth::is_challenge(challenge) => Some(challenge.to_owned()),
        (Some(_), Some("S256")) => return Err(request("The code_challenge is none of the method S256.")),
        (Some(_), _) => return Err(request("The code_challenge_method S256 is expected.")),
        (None, Some(_)) => return Err(request("The parameter code_challenge is missing.")),
        (None, None) if client.is_public => {
            return Err(request("A client without a secret must send a code_challenge."));
        }
        (None, None) => None,
    };
    let scopes = oauth::scopes(client, one("scope")).map_err(|refusal| match refusal {
        Refusal::Scope(scope) => ("invalid_scope", scope_words(&scope)),
        _ => ("server_error", "The scopes cannot be read.".to_owned()),
    })?;
    Ok(AskedFor { scopes, redirect: redirect.clone(), challenge })
}

impl Asked {
    fn one(&self, name: &str) -> Result<Option<&str>, ()> {
        one(&self.fields, name)
    }

    fn back(self, error: &'static str, words: &str) -> Turned {
        Turned::Back { redirect: self.asked.redirect, state: self.state, error, words: words.to_owned() }
    }

    fn led_back(&self, query: &str, issuer: &str) -> Response {
        led_back(&self.asked.redirect, query, self.state.as_deref(), issuer)
    }

    fn unknown(&self, head: &Parts, name: &str) -> Response {
        let words = "The user name or the password is wrong.";
        self.page(head, StatusCode::FORBIDDEN, name, Some(words))
    }

    fn busy(&self, head: &Parts, name: &str) -> Response {
        let words = "This server cannot answer at the moment. Try again in a while.";
        let mut response = self.page(head, StatusCode::SERVICE_UNAVAILABLE, name, Some(words));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        response
    }

    /// The page that asks, with what was wrong with the answer.
    fn page(&self, head: &Parts, status: StatusCode, name: &str, problem: Option<&str>) -> Response {
        let scopes = self.asked.scopes.each();
        let brought = self.fields.iter().filter(|(name, _)| BROUGHT.contains(&name.as_str()));
        let origin = redirect::origin(&self.asked.redirect);
        let page = pages::consent_page(&Consent {
            action: AUTHORIZE,
            client: &self.client.name,
            organization: self.client.brand.as_str(),
            scopes: scopes.map(|scope| (scope.words(), scope.to_string())).collect(),
            leads_to: &self.asked.redirect,
            brought: brought.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            username: name,
            problem,
        });
        html(head, status, page, &pages::consent_policy(Some(origin)))
    }
}

/// A parameter that is given once; none where it is empty.
fn one<'f>(fields: &'f [(String, String)], name: &str) -> Result<Option<&'f str>, ()> {
    let mut found = fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(()),
        (first, None) => Ok(first.filter(|value| !value.is_empty())),
    }
}

/// Leads the browser back to the program, which is told who answers it (RFC 9207).
fn led_back(redirect: &RedirectUri, query: &str, state: Option<&str>, issuer: &str) -> Response {
    let state = state.map(|state| format!("&state={}", encoded(state))).unwrap_or_default();
    let address = redirect::with(redirect, &format!("{query}{state}&iss={}", encoded(issuer)));
    let mut response = StatusCode::SEE_OTHER.into_response();
    // Registered addresses are of characters that a header may hold, and so is what is encoded.
    if let Ok(address) = HeaderValue::try_from(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    kept_by_nobody(response.headers_mut());
    response
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The page that says why nobody is asked.
fn page_of(head: &Parts, status: StatusCode, why: ConsentRefused<'_>, after: Option<u64>) -> Response {
    let mut response = html(head, status, pages::consent_refused_page(why), &pages::consent_policy(None));
    if let Some(seconds) = after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn html(head: &Parts, status: StatusCode, page: String, policy: &str) -> Response {
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = compression::respond(&head.headers, status.as_u16(), media_type, page.into());
    let headers: &mut HeaderMap = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Without it browsers say of the form that it comes from nowhere.
    headers.insert(header::REFERRER_POLICY, form::REFERRER_POLICY);
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    kept_by_nobody(headers);
    response
}

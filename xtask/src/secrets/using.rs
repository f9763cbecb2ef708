//! A secret of every kind, made and used through a running server, rightly and wrongly.

use std::path::Path;

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::known::Known;
use crate::http::{Answer, Client};
use crate::process::Outcome;
use crate::product::{self, Server};

const FORM: &str = "application/x-www-form-urlencoded";
/// What is typed into an address by mistake is somebody's secret too.
const GUESS: &str = "gu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3ssGu3s";

/// Makes and uses them; each is known afterwards.
pub(super) fn each_kind(
    server: &Server,
    binary: &Path,
    data: &Path,
    database: Option<&str>,
    known: &mut Known,
) -> Outcome<()> {
    let administrator = server.fact("token").to_owned();
    known.add("the administrator's token", &administrator);
    if database.is_some() {
        known.add("the key that was given", product::SECRET_KEY);
    }
    let tokens = account(server, known)?;
    let access = program(server, binary, data, database, known)?;
    for token in tokens.iter().chain([&administrator]) {
        wrongly(server, token, &format!("X-API-TOKEN: {token}"))?;
    }
    for token in &access {
        wrongly(server, token, &format!("Authorization: Bearer {token}"))?;
    }
    Ok(())
}

/// A user with passwords and tokens.
fn account(server: &Server, known: &mut Known) -> Outcome<Vec<String>> {
    let passwords = ["first P4ssword, \"quoted\" & <ü>", "second-P4ssword-plain", "third P4ssword of Try It"];
    passwords.iter().for_each(|password| known.add("a password", password));
    let mut client = server.client();
    let user = json!({
        "username": "secretive@example.org", "firstName": "Sec", "lastName": "Retive", "userType": "UT_FULLUSER",
        "email": "secretive@example.org", "password": passwords[0],
    });
    let id = client.post("/API/v3/users", &user.to_string())?.result_text("id")?;
    // Refused for another reason, with the password in it.
    client.post("/API/v3/users", &user.to_string())?;
    client.post(
        "/API/v3/users",
        &json!({ "Password": passwords[0], "password": [passwords[1]] }).to_string(),
    )?;
    client.post("/API/v3/users", &format!("{{ \"password\": \"{}\" ", passwords[1]))?;
    let change = json!({ "password": passwords[1] }).to_string();
    client.send("PUT", &format!("/API/v3/users/{id}"), "application/json", change.as_bytes())?.json()?;
    let form = format!("token={}&as.0=json&body.0={}", server.fact("token"), encoded(&json!({
        "username": "tried@example.org", "firstName": "Try", "lastName": "It", "userType": "UT_FULLUSER",
        "email": "tried@example.org", "password": passwords[2],
    }).to_string()));
    Client::new(server.address(), "").with("Origin", server.origin()).send(
        "POST",
        "/docs/try/createUser",
        FORM,
        form.as_bytes(),
    )?;
    let path = format!("/API/v3/users/{id}/apitoken");
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let token = client.post(&path, "")?.result_text("apiToken")?;
        known.add("a user's token", &token);
        let mut own = Client::new(server.address(), &token);
        own.get("/API/v3/whoami")?.json()?;
        own.get("/API/v3/users")?;
        client.get(&path)?;
        tokens.push(token);
    }
    Ok(tokens)
}

/// A program with its secret and its access tokens, one of which is ended.
fn program(
    server: &Server,
    binary: &Path,
    data: &Path,
    database: Option<&str>,
    known: &mut Known,
) -> Outcome<Vec<String>> {
    let mut command = product::command(binary, &["oauth", "client"], data, database);
    command.args(["--user", "admin@example.org", "--name", "Secretive", "--scopes", "read:surveys"]);
    let output = command.output()?;
    let text = String::from_utf8(output.stdout)?;
    let (Some(id), Some(secret)) = (text.lines().next(), text.lines().nth(1)) else {
        return Err(format!("oauth client: {}", String::from_utf8_lossy(&output.stderr)).into());
    };
    known.add("a client's secret", secret);
    known.add("a guess at a secret", GUESS);
    let basic = |secret: &str| format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
    let ask = |authorization: &str, path: &str, form: &str| -> Outcome<Answer> {
        let client = Client::new(server.address(), "");
        let mut client =
            if authorization.is_empty() { client } else { client.with("Authorization", authorization) };
        client.send("POST", path, FORM, form.as_bytes())
    };
    let granting = "grant_type=client_credentials";
    let in_body = format!("{granting}&client_id={id}&client_secret={secret}");
    let mut tokens = Vec::new();
    for answer in [ask(&basic(secret), "/oauth2/token", granting)?, ask("", "/oauth2/token", &in_body)?] {
        let told = answer.json()?;
        let token = told.get("access_token").and_then(Value::as_str).ok_or("no access token")?;
        known.add("an access token", token);
        let bearer = format!("Bearer {token}");
        for path in ["/API/v3/whoami", "/API/v3/surveys", "/API/v3/users"] {
            Client::new(server.address(), "").with("Authorization", &bearer).get(path)?;
        }
        tokens.push(token.to_owned());
    }
    for (authorization, form) in [
        (basic(GUESS), granting.to_owned()),
        (String::new(), in_body.replace(secret, GUESS)),
        (basic(secret), format!("{granting}&scope={secret}")),
        (basic(secret), format!("grant_type={secret}")),
        (basic(secret), in_body.clone()),
        (format!("Basic {id}:{secret}"), granting.to_owned()),
    ] {
        ask(&authorization, "/oauth2/token", &form)?;
    }
    ask(&basic(secret), "/oauth2/revoke", &format!("token={}", tokens[1]))?;
    ask(&basic(GUESS), "/oauth2/revoke", &format!("token={}", tokens[1]))?;
    Client::new(server.address(), "").get(&format!("/oauth2/token?client_id={id}&client_secret={secret}"))?;
    Ok(tokens)
}

/// A caller's own credential where it does not belong, in requests that show it in its header as well.
fn wrongly(server: &Server, token: &str, header: &str) -> Outcome<()> {
    let (name, value) = header.split_once(": ").ok_or("no header")?;
    let mut client =
        Client::new(server.address(), "").with(name, value).with("Cookie", &format!("token={token}"));
    for path in [
        format!("/API/v3/whoami?token={token}"),
        format!("/API/v3/whoami?access_token={token}&x=%{:02x}{}", token.as_bytes()[0], &token[1..]),
        format!("/API/v3/surveys?{token}"),
        format!("/API/v3/surveys/{token}"),
        format!("/API/v3/{token}"),
        format!("/docs?q={token}"),
    ] {
        client.get(&path)?;
    }
    let mut client = client.with("X-Custom", token);
    client.get("/API/v3/whoami")?;
    let body = json!({ "apiToken": token, "name": token, "username": token }).to_string();
    client.post("/API/v3/users", &body)?;
    client.send("POST", "/API/v3/surveys", "application/json", body.as_bytes())?;
    client.send("POST", "/API/v3/users", token, b"x")?;
    Ok(())
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

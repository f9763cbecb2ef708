//! What an authenticator asks for that is not run.

use serde_json::{Map, Value};

use super::lines::Lines;
use super::words::object;
use crate::run::payload::is_on;

/// Adds a line for each.
pub(super) fn authenticator(members: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    lines.add(
        "flow element Authenticator",
        "this server keeps no contacts yet, so nobody is let in, and what it holds is passed over",
        place,
    );
    if is_on(object(members.get("SSOOptions")).get("UseSSO")) {
        lines.add(
            "an authenticator that asks another service",
            "no service is asked, so nobody is let in, and what it holds is passed over",
            place,
        );
    }
    let options = object(members.get("Options"));
    if !is_on(options.get("allowRetake")) {
        lines.add(
            "an authenticator that lets everybody in once",
            "whoever has answered may answer again",
            place,
        );
    }
    if is_on(options.get("loadExistingSession")) {
        lines.add("an authenticator that goes on where somebody was", "everybody begins anew", place);
    }
    if is_on(options.get("reauthenticateSession")) {
        lines.add(
            "an authenticator that asks anew whoever comes back",
            "whoever comes back to a session is not asked again",
            place,
        );
    }
    for name in ["questionText", "authenticationError", "failedAuthenticationError"] {
        let message = object(options.get(name));
        if !message.is_empty() && !message.contains_key("SystemMessage") {
            lines.add("a message of a library of an authenticator", "the usual words are shown", place);
        }
    }
}

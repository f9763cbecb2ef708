//! The places in which an option may stand besides the command line: the environment and `canvass.toml`. What stands
//! there is read as the command line reads it, so all three take the same values and say the same of wrong ones.

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, Command, FromArgMatches};
use toml::de::{DeTable, DeValue};

use super::options::ServeOptions;
use crate::Failure;

/// The options that the environment gives: `CANVASS_` and the name in capitals, `-` as `_`.
///
/// # Errors
/// When a value is wrong; the variable is named.
pub(super) fn environment(lookup: impl Fn(&str) -> Option<OsString>) -> Result<ServeOptions, Failure> {
    let mut options = ServeOptions::default();
    for name in names().filter(|name| name != KEY_ITSELF) {
        let variable = format!("CANVASS_{}", name.to_uppercase().replace('-', "_"));
        if let Some(value) = lookup(&variable) {
            options = options.or(one(&name, &value).map_err(|why| wrong(&variable, &why))?);
        }
    }
    Ok(options)
}

/// The options of a configuration file.
///
/// # Errors
/// When it cannot be read, or holds what is no option or a wrong value; line and key are named.
pub(super) fn file(path: &Path) -> Result<ServeOptions, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|why| Failure::Use(format!("{} cannot be read: {why}", path.display())))?;
    let place = |at: usize, key: &str| {
        let line = text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1;
        let key = if key.is_empty() { String::new() } else { format!(", {key}") };
        format!("{}, line {line}{key}", path.display())
    };
    let table = DeTable::parse(&text).map_err(|why| {
        // Only the message: the line itself may hold a password.
        wrong(&place(why.span().map_or(0, |span| span.start), ""), why.message())
    })?;
    let mut options = ServeOptions::default();
    for (key, value) in table.into_inner() {
        let (at, name) = (key.span().start, key.into_inner().into_owned());
        let read = match text_of(value.into_inner()) {
            _ if name == THIS_FILE || !names().any(|known| known == name) => Err(no_option()),
            None => Err("a text, a whole number, true or false is expected".to_owned()),
            Some(value) => one(&name, OsStr::new(&value)),
        };
        options = options.or(read.map_err(|why| wrong(&place(at, &name), &why))?);
    }
    Ok(options)
}

/// What is wrong with the value of an option on the command line, without the value itself: it may hold a password.
pub(crate) fn wrong_value(error: &clap::Error) -> Option<Failure> {
    let reason = error.source()?;
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return None };
    Some(wrong(option.split(' ').next()?, &reason.to_string()))
}

/// Of the environment: what stands under the name of this option's variable is the key, not the name of its file.
const KEY_ITSELF: &str = "secret-key";
/// Of the file: it cannot name another.
const THIS_FILE: &str = "config";

fn wrong(place: &str, why: &str) -> Failure {
    Failure::Use(format!("{place}: {why}"))
}

fn command() -> Command {
    ServeOptions::augment_args(Command::new("canvass").no_binary_name(true).disable_help_flag(true))
}

fn names() -> impl Iterator<Item = String> {
    let names: Vec<_> =
        command().get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect();
    names.into_iter()
}

fn no_option() -> String {
    let known: Vec<_> = names().filter(|name| name != THIS_FILE).collect();
    format!("it is none of the options, which are {}", known.join(", "))
}

fn text_of(value: DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.into_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Reads one option as the command line would.
fn one(name: &str, value: &OsStr) -> Result<ServeOptions, String> {
    let mut argument = OsString::from(format!("--{name}="));
    argument.push(value);
    let read = command()
        .try_get_matches_from([argument])
        .and_then(|matches| ServeOptions::from_arg_matches(&matches));
    read.map_err(|error| match error.source() {
        Some(reason) => reason.to_string(),
        None => error.kind().as_str().unwrap_or("it cannot be read").to_owned(),
    })
}

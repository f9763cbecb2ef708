//! Parameters and fields: added, removed, required, of another type, with other values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::{Found, added_and_removed, breaking, fine};
use crate::reference::fields;

/// Who writes what is compared: what breaks a client that sends is not what breaks one that reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The client.
    Request,
    /// The server.
    Answer,
}

/// A parameter or a field.
pub(super) struct Field {
    pub(super) name: String,
    /// What it is: `query parameter`.
    pub(super) what: String,
    /// The name of the field that holds it; empty at the top.
    pub(super) parent: String,
    pub(super) accepts: String,
    pub(super) allowed: Vec<String>,
    pub(super) required: bool,
}

/// What changed within an object, by its schemas.
pub(super) fn of_schemas(old: &Value, new: &Value, side: Side, what: &str) -> Vec<Found> {
    changes(&fields_of(old, what), &fields_of(new, what), side)
}

fn fields_of(schema: &Value, what: &str) -> Vec<Field> {
    let plain = |path: &str| path.trim_end_matches('.').replace("[]", "");
    fields::of(schema)
        .into_iter()
        .map(|field| Field {
            name: plain(&format!("{}{}", field.parent, field.name)),
            what: what.to_owned(),
            parent: plain(&field.parent),
            accepts: field.accepts,
            allowed: field.allowed,
            required: field.required,
        })
        .collect()
}

/// What changed from one list to another. What lies within a field that is new or gone is not said again.
pub(super) fn changes(old: &[Field], new: &[Field], side: Side) -> Vec<Found> {
    let index = |list: &'_ [Field]| -> BTreeMap<(String, String), usize> {
        list.iter()
            .enumerate()
            .map(|(place, field)| ((field.what.clone(), field.name.clone()), place))
            .collect()
    };
    let (before, after) = (index(old), index(new));
    let key = |field: &Field| (field.what.clone(), field.name.clone());
    let added: Vec<&Field> = new.iter().filter(|field| !before.contains_key(&key(field))).collect();
    let removed: Vec<&Field> = old.iter().filter(|field| !after.contains_key(&key(field))).collect();
    let mut found = Vec::new();
    for field in outermost(&added) {
        let breaks = side == Side::Request && field.required;
        let must = if breaks { " It is required." } else { "" };
        found.push(Found { text: format!("New {} `{}`.{must}", field.what, field.name), breaking: breaks });
    }
    for field in outermost(&removed) {
        found.push(breaking(format!("The {} `{}` is gone.", field.what, field.name)));
    }
    for (field, later) in old.iter().filter_map(|field| Some((field, &new[*after.get(&key(field))?]))) {
        one(field, later, side, &mut found);
    }
    found
}

/// Those that no other one of the list holds.
fn outermost<'a>(list: &[&'a Field]) -> Vec<&'a Field> {
    let names: BTreeSet<&str> = list.iter().map(|field| field.name.as_str()).collect();
    list.iter().copied().filter(|field| !names.contains(field.parent.as_str())).collect()
}

fn one(old: &Field, new: &Field, side: Side, found: &mut Vec<Found>) {
    let subject = format!("The {} `{}`", new.what, new.name);
    match (old.required, new.required) {
        (false, true) if side == Side::Request => found.push(breaking(format!("{subject} is required now."))),
        (false, true) => found.push(fine(format!("{subject} is always there now."))),
        (true, false) if side == Side::Request => found.push(fine(format!("{subject} may be left out now."))),
        (true, false) => found.push(breaking(format!("{subject} may be missing now."))),
        _ => {}
    }
    if old.allowed.is_empty() || new.allowed.is_empty() {
        if bare(&old.accepts) != bare(&new.accepts) {
            found.push(breaking(format!(
                "{subject} is {} now; it was {}.",
                bare(&new.accepts),
                bare(&old.accepts)
            )));
        }
        return;
    }
    let words = |values: &'_ [String]| values.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    let (before, after) = (words(&old.allowed), words(&new.allowed));
    let (added, removed) =
        added_and_removed(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    for value in added {
        found.push(fine(format!("{subject} may be `{value}`, too.")));
    }
    for value in removed {
        // A value that is never answered any more harms nobody.
        found.push(Found {
            text: format!("{subject} is no longer `{value}`."),
            breaking: side == Side::Request,
        });
    }
}

/// What is accepted; whether null is, follows from whether it is required.
fn bare(accepts: &str) -> String {
    accepts.replace(", or null", "")
}

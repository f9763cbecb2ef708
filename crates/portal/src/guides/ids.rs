//! The ids that paths ask for, and the requests that tell them, as Markdown.

use contract::{Description, Parameter, Place};

use crate::try_it::offers;
use crate::{Site, links};

/// More requests than these are not named for one id.
const MOST: usize = 3;

/// One row for each kind of id that some path asks for: its name, what it looks like, which requests tell it.
pub(super) fn table(site: &Site) -> String {
    let mut table = String::from("| In the path | Looks like | Which request tells it |\n|---|---|---|\n");
    let mut known: Vec<(&str, &str)> = Vec::new();
    for parameter in site.catalogue.all().iter().flat_map(|description| description.placed(Place::Path)) {
        let kind = (parameter.name.as_str(), parameter.accepts.as_str());
        if known.contains(&kind) {
            continue;
        }
        known.push(kind);
        let requests: Vec<String> = tellers(site, parameter)
            .map(|(request, member)| {
                format!("[{}]({}): `{member}`", request.operation.name, links::of_operation(request))
            })
            .take(MOST)
            .collect();
        if !requests.is_empty() {
            let example = parameter.example.as_deref().unwrap_or(&parameter.accepts);
            table.push_str(&format!("| `{}` | `{example}` | {} |\n", parameter.name, requests.join(", ")));
        }
    }
    table
}

/// The requests whose answer tells an id, each with the member that is the id: the list before it in a path, and what
/// leads to a request that takes it.
fn tellers(site: &Site, parameter: &Parameter) -> impl Iterator<Item = (&'static Description, &'static str)> {
    let name = parameter.name.clone();
    let list = offers::source(site.catalogue, &name);
    let leading = site.catalogue.all().iter().filter_map(move |known| {
        let mut takes = known.operation.leads.iter().filter_map(|lead| lead.takes);
        takes.find(|(taken, _)| *taken == name).map(|(_, member)| (known, member))
    });
    let listed = list.map(|(known, _)| known.operation.id);
    list.into_iter().chain(leading.filter(move |(known, _)| Some(known.operation.id) != listed))
}

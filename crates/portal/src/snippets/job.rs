//! The jobs that requests belong to, found by following what each operation leads to.

use contract::JobStatus;
use contract::description::ResultKind;
use contract::{Description, Lead, Verb, schema};

use super::step::Step;
use crate::Catalogue;
use crate::values::Values;

/// A job of several requests.
pub(super) enum Job {
    /// All pages of a list.
    Pages,
    /// Something that takes its time.
    Chain(Chain),
}

/// A request that starts something, one that tells how far it is, and one that fetches what came of it.
pub(super) struct Chain {
    start: &'static Description,
    poll: (&'static Description, &'static Lead),
    file: Option<(&'static Description, &'static Lead)>,
}

/// The same with values.
pub(super) struct Steps {
    pub(super) start: Step<'static>,
    /// Its path has a member of the start's result.
    pub(super) poll: Step<'static>,
    /// Its path has a member of the poll's result.
    pub(super) file: Option<Step<'static>>,
}

impl Job {
    /// The job that a request belongs to, at whichever of its steps it stands.
    pub(super) fn of(description: &Description, catalogue: &Catalogue) -> Option<Self> {
        if description.is_list() && description.operation.verb == Verb::Get {
            return Some(Self::Pages);
        }
        let id = description.operation.id;
        let chains = catalogue.all().iter().filter_map(|start| Chain::from(start, catalogue));
        let chain = chains.into_iter().find(|chain| {
            chain.start.operation.id == id
                || chain.poll.0.operation.id == id
                || chain.file.is_some_and(|(file, _)| file.operation.id == id)
        });
        chain.map(Self::Chain)
    }
}

impl Chain {
    /// The chain that begins with this request.
    fn from(start: &'static Description, catalogue: &Catalogue) -> Option<Self> {
        let poll = leads(start, catalogue)
            .find(|(poll, _)| poll.operation.verb == Verb::Get && tells_status(poll))?;
        let file =
            leads(poll.0, catalogue).find(|(file, _)| matches!(file.result.kind, ResultKind::File { .. }));
        Some(Self { start, poll, file })
    }

    /// Its requests. The values are those of `description`; where that is a later step, the start is the example's and
    /// takes the ids that both paths name.
    pub(super) fn steps(&self, description: &Description, values: &Values) -> Steps {
        let mut first = values.clone();
        if self.start.operation.id != description.operation.id {
            first = Values::example(self.start);
            for (name, value) in &mut first.path {
                if let Some(typed) = values.id(name) {
                    typed.clone_into(value);
                }
            }
        }
        let next = |(description, lead): (&'static Description, &'static Lead)| {
            let mut values = Values::example(description);
            for (name, value) in &mut values.path {
                if let Some(same) = first.id(name) {
                    same.clone_into(value);
                }
            }
            Step::after(description, &values, lead.takes)
        };
        Steps { start: Step::of(self.start, &first), poll: next(self.poll), file: self.file.map(next) }
    }
}

/// The word for a job that still runs, as the wire has it, and the one for a job that went well.
pub(super) fn words() -> [String; 2] {
    [JobStatus::InProgress, JobStatus::Complete].map(|status| {
        let word = serde_json::to_value(status).unwrap_or_default();
        word.as_str().unwrap_or_default().to_owned()
    })
}

fn leads(
    description: &'static Description,
    catalogue: &Catalogue,
) -> impl Iterator<Item = (&'static Description, &'static Lead)> {
    let leads = description.operation.leads.iter();
    leads.filter(|lead| lead.takes.is_some()).filter_map(|lead| Some((catalogue.operation(lead.to)?, lead)))
}

fn tells_status(description: &Description) -> bool {
    let [in_progress, _] = words();
    let status = schema::property(&description.result.schema, "status");
    status.is_some_and(|status| schema::allowed(status).contains(&in_progress))
}

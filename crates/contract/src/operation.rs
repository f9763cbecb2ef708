//! What is true of an operation, as constants.

use model::access::Action;
use model::permissions::Leaf;
use model::scope::{Resource, Scope};
use serde::Serialize;

use crate::needs::Needs;

/// The facts of one operation. Start from what is told of its parity ([`Operation::recorded`],
/// [`Operation::documented`], [`Operation::near`], [`Operation::ours`]) and say what differs from the others; there is no
/// other way to begin.
///
/// ```compile_fail
/// use contract::Operation;
/// const OPERATION: Operation = Operation { id: "listSurveys", ..Default::default() };
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The name in programs, unique over the whole API: `listSurveys`.
    pub id: &'static str,
    /// The name for people: `List Surveys`.
    pub name: &'static str,
    /// The category of the reference it belongs to.
    pub category: Category,
    /// The HTTP verb.
    pub verb: Verb,
    /// The path below the server's root, with ids in braces: `/API/v3/surveys/{surveyId}`.
    pub path: &'static str,
    /// What it does, in one or two sentences.
    pub description: &'static str,
    /// Who may call it.
    pub permission: Permission,
    /// Which scope an access token of OAuth needs for it, where it does not follow from verb and category
    /// ([`Operation::scope`]).
    pub needs: Needs,
    /// Calls per minute and brand that the original allows (api/conventions.md section 9).
    pub calls_per_minute: u32,
    /// The largest body in bytes; more is refused with 413.
    pub body_limit: u64,
    /// The time an answer may take, in seconds; more is refused with 504. Streams are not cut.
    pub seconds: u64,
    /// The status of a success.
    pub success: u16,
    /// The errors it can answer with besides those every operation has and those that follow from its right, its ids and its
    /// body.
    pub errors: &'static [model::ErrorCode],
    /// What it does to the store; `None` where the verb says it ([`Operation::effect`]). A POST says it.
    pub effect: Option<Effect>,
    /// How near it is to the original.
    pub parity: Parity,
    /// Whether the page's Try It works for it.
    pub try_it: TryIt,
    /// The requests that go on with what this one answers.
    pub leads: &'static [Lead],
}

/// A request that goes on with what another one answers: the progress of a job that was started, the user that was
/// made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// The id of the operation to go on with.
    pub to: &'static str,
    /// Its path parameter, and the member of `result` that it takes. Ids that both paths name are carried over.
    pub takes: Option<(&'static str, &'static str)>,
}

impl Lead {
    /// On to `operation`, with the ids that both paths name.
    #[must_use]
    pub const fn to(operation: &'static str) -> Self {
        Self { to: operation, takes: None }
    }

    /// On to `operation`, whose path parameter `parameter` is the member `member` of this result.
    #[must_use]
    pub const fn with(operation: &'static str, parameter: &'static str, member: &'static str) -> Self {
        Self { to: operation, takes: Some((parameter, member)) }
    }
}

impl Operation {
    /// An operation whose answer a test compares with a recording of the original: the name of the test's function.
    #[must_use]
    pub const fn recorded(test: &'static str) -> Self {
        Self::of(Parity::Recorded(test))
    }

    /// An operation that answers as the original is documented to.
    #[must_use]
    pub const fn documented() -> Self {
        Self::of(Parity::Documented)
    }

    /// An operation that answers nearly as the original does: what differs, in a sentence.
    #[must_use]
    pub const fn near(differs: &'static str) -> Self {
        Self::of(Parity::Near(differs))
    }

    /// An operation that the original has not: why it is here, in a sentence.
    #[must_use]
    pub const fn ours(why: &'static str) -> Self {
        Self::of(Parity::Ours(why))
    }

    /// What most operations have in common: any user, 3000 calls a minute, 5 MiB, 5 seconds, 200, Try It offered.
    const fn of(parity: Parity) -> Self {
        Self {
            id: "",
            name: "",
            category: Category::Surveys,
            verb: Verb::Get,
            path: "",
            description: "",
            permission: Permission::AnyUser,
            needs: Needs::Usual,
            calls_per_minute: 3000,
            body_limit: 5 << 20,
            seconds: 5,
            success: 200,
            errors: &[],
            effect: None,
            parity,
            try_it: TryIt::Offered,
            leads: &[],
        }
    }

    /// What it does to the store: GET reads, PUT, PATCH and DELETE change unless they say otherwise.
    ///
    /// # Panics
    /// For a POST that does not say it, when it is compiled: [`Description::of`](crate::Description::of) asks.
    ///
    /// ```compile_fail
    /// use contract::{Effect, Operation, Verb};
    /// const EFFECT: Effect = Operation { verb: Verb::Post, ..Operation::documented() }.effect();
    /// ```
    #[must_use]
    pub const fn effect(&self) -> Effect {
        match (self.effect, self.verb) {
            (Some(effect), _) => effect,
            (None, Verb::Get) => Effect::Read,
            (None, Verb::Put | Verb::Patch | Verb::Delete) => Effect::Change,
            (None, Verb::Post) => panic!("an operation with POST says its effect"),
        }
    }

    /// The scope that an access token of OAuth needs for it: GET reads what its category is about, DELETE manages it, and
    /// the others write it, unless it says otherwise. `None` where any token does.
    #[must_use]
    pub const fn scope(&self) -> Option<Scope> {
        match (self.needs, self.verb) {
            (Needs::Nothing, _) => None,
            (Needs::Scope(scope), _) => Some(scope),
            (Needs::Usual, Verb::Get) => Some(Scope::read(self.category.resource())),
            (Needs::Usual, Verb::Delete) => Some(Scope::manage(self.category.resource())),
            (Needs::Usual, Verb::Post | Verb::Put | Verb::Patch) => {
                Some(Scope::write(self.category.resource()))
            }
        }
    }

    /// Holds what is declared against itself, when it is compiled.
    ///
    /// # Panics
    /// For a POST that does not say its effect, and for a path with ids that does not say who may.
    ///
    /// ```compile_fail
    /// use contract::{Operation, Verb};
    /// const _: () = Operation { path: "/API/v3/surveys/{surveyId}", ..Operation::documented() }.check();
    /// ```
    pub const fn check(&self) {
        let _ = self.effect();
        let (path, mut at) = (self.path.as_bytes(), 0);
        while at < path.len() {
            assert!(
                path[at] != b'{' || !matches!(self.permission, Permission::AnyUser),
                "an operation with an id in its path says who may"
            );
            at += 1;
        }
    }

    /// The names in braces of the path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// HTTP verbs of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)] // Their names say it.
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    /// As it is sent: `GET`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Anyone with a token.
    AnyUser,
    /// Anyone whose account has this permission; anyone else gets 403.
    Account(Leaf),
    /// A brand administrator; anyone else gets 403.
    BrandAdministrator,
    /// Whoever may do this with the thing that the first id of the path names: its owner, the members of the group that owns
    /// it, those with whom it is shared so far, the administrators of the owner's division and of the brand. Anyone else
    /// gets 403, and so does whose account lacks the permission that this needs ([`Leaf::of`]).
    Thing(Action),
}

/// What an operation does to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads.
    Read,
    /// It changes, within the one transaction that the pipeline begins and commits.
    Change,
    /// It changes, in transactions that its service begins itself: something slow comes before them, such as keeping a
    /// file, or something quicker takes their place.
    Own,
}

/// How near an operation is to the original's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// A recording of the original is compared: the name of the test's function that does it.
    Recorded(&'static str),
    /// It answers as the original is documented to.
    Documented,
    /// Nearly: what differs, in a sentence.
    Near(&'static str),
    /// The original has nothing like it: why it is here.
    Ours(&'static str),
}

/// Whether the reference page's Try It works for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryIt {
    /// It does.
    Offered,
    /// It does not, for this reason.
    Refused(&'static str),
}

/// The categories of the reference, in their order (design/portal.md P-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // The titles say it.
pub enum Category {
    Organizations,
    Divisions,
    Groups,
    Users,
    Surveys,
    ExportingSurveyResponses,
    Responses,
    ResponseImports,
    MessageLibrary,
    GraphicLibrary,
    Distributions,
    InsightsPlatformContacts,
    EventSubscriptions,
    XmDirectory,
}

impl Category {
    /// All fourteen, in order.
    pub const ALL: [Self; 14] = [
        Self::Organizations,
        Self::Divisions,
        Self::Groups,
        Self::Users,
        Self::Surveys,
        Self::ExportingSurveyResponses,
        Self::Responses,
        Self::ResponseImports,
        Self::MessageLibrary,
        Self::GraphicLibrary,
        Self::Distributions,
        Self::InsightsPlatformContacts,
        Self::EventSubscriptions,
        Self::XmDirectory,
    ];

    /// The title: `Exporting Survey Responses`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Organizations => "Organizations",
            Self::Divisions => "Divisions",
            Self::Groups => "Groups",
            Self::Users => "Users",
            Self::Surveys => "Surveys",
            Self::ExportingSurveyResponses => "Exporting Survey Responses",
            Self::Responses => "Responses",
            Self::ResponseImports => "Response Imports",
            Self::MessageLibrary => "Message Library",
            Self::GraphicLibrary => "Graphic Library",
            Self::Distributions => "Distributions",
            Self::InsightsPlatformContacts => "Insights Platform Contacts",
            Self::EventSubscriptions => "Event Subscriptions",
            Self::XmDirectory => "XM Directory (Target Audience)",
        }
    }

    /// What scopes call the things it is about.
    #[must_use]
    pub const fn resource(self) -> Resource {
        match self {
            Self::Organizations => Resource::Organizations,
            Self::Divisions => Resource::Divisions,
            Self::Groups => Resource::Groups,
            Self::Users => Resource::Users,
            Self::Surveys => Resource::Surveys,
            Self::ExportingSurveyResponses | Self::Responses | Self::ResponseImports => {
                Resource::SurveyResponses
            }
            Self::MessageLibrary | Self::GraphicLibrary => Resource::Libraries,
            Self::Distributions => Resource::Distributions,
            Self::InsightsPlatformContacts => Resource::MailingLists,
            Self::EventSubscriptions => Resource::Subscriptions,
            Self::XmDirectory => Resource::Directories,
        }
    }

    /// What can be done with its requests, in a sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Organizations => "Facts about the brand that a token belongs to.",
            Self::Divisions => "Parts of an organization with administrators and permissions of their own.",
            Self::Groups => "Users who share surveys, libraries and contacts.",
            Self::Users => "Accounts, their types and their API tokens.",
            Self::Surveys => {
                "Surveys and their definitions: bring them in, read them, change them, remove them."
            }
            Self::ExportingSurveyResponses => {
                "All answers to a survey as one file: start the export, ask how far it is, fetch the file."
            }
            Self::Responses => "Single answers to a survey: record, read and delete them.",
            Self::ResponseImports => "Answers from elsewhere, many at a time, from a file.",
            Self::MessageLibrary => "Texts for invitations, reminders and thank-yous.",
            Self::GraphicLibrary => "Pictures that surveys and messages show.",
            Self::Distributions => {
                "Invitations by e-mail, personal links and text messages, and what became of them."
            }
            Self::InsightsPlatformContacts => {
                "Mailing lists and contacts of the older kind, outside a directory."
            }
            Self::EventSubscriptions => "Notifications to an address of yours when something happens.",
            Self::XmDirectory => {
                "Directories of contacts with mailing lists, samples, segments and transactions."
            }
        }
    }

    /// The last part of its page's address: `exporting-survey-responses`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Divisions => "divisions",
            Self::Groups => "groups",
            Self::Users => "users",
            Self::Surveys => "surveys",
            Self::ExportingSurveyResponses => "exporting-survey-responses",
            Self::Responses => "responses",
            Self::ResponseImports => "response-imports",
            Self::MessageLibrary => "message-library",
            Self::GraphicLibrary => "graphic-library",
            Self::Distributions => "distributions",
            Self::InsightsPlatformContacts => "insights-platform-contacts",
            Self::EventSubscriptions => "event-subscriptions",
            Self::XmDirectory => "xm-directory",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_follows_from_verb_and_category_unless_it_is_said() {
        let of =
            |verb, needs| Operation { verb, needs, category: Category::Users, ..Operation::documented() };
        let told = |operation: Operation| operation.scope().map(|scope| scope.to_string());
        assert_eq!(told(of(Verb::Get, Needs::Usual)).as_deref(), Some("read:users"));
        assert_eq!(told(of(Verb::Put, Needs::Usual)).as_deref(), Some("write:users"));
        assert_eq!(told(of(Verb::Delete, Needs::Usual)).as_deref(), Some("manage:users"));
        assert_eq!(told(of(Verb::Get, Needs::Nothing)), None);
        let other = Needs::Scope(Scope::manage(Resource::Surveys));
        assert_eq!(told(of(Verb::Get, other)).as_deref(), Some("manage:surveys"));
    }

    #[test]
    fn an_effect_follows_from_the_verb_unless_it_is_said() {
        let of = |verb, effect| Operation { verb, effect, ..Operation::documented() }.effect();
        assert_eq!(of(Verb::Get, None), Effect::Read);
        for verb in [Verb::Put, Verb::Patch, Verb::Delete] {
            assert_eq!(of(verb, None), Effect::Change);
            assert_eq!(of(verb, Some(Effect::Own)), Effect::Own);
        }
        for effect in [Effect::Read, Effect::Change, Effect::Own] {
            assert_eq!(of(Verb::Post, Some(effect)), effect);
        }
    }
}

//! Scopes of OAuth 2: what a program may do with its token, of what the token's user may (api/conventions.md section 3.4).
//!
//! ```
//! use model::scope::{Resource, Scope, Scopes};
//!
//! let scopes = Scopes::parse("read:surveys manage:users").unwrap();
//! assert!(scopes.allow(Scope::read(Resource::Surveys)) && !scopes.allow(Scope::write(Resource::Surveys)));
//! assert!(scopes.allow(Scope::write(Resource::Users)), "who manages reads and writes");
//! assert_eq!(Scopes::parse("read:everything"), Err("read:everything".to_owned()));
//! ```

use std::fmt;

/// What is done with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Read,
    Write,
    Manage,
}

impl Verb {
    const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Manage];

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Manage => "manage",
        }
    }
}

/// Makes the resources: name of the variant, word, and the verbs that there are of it.
macro_rules! resources {
    ($($name:ident = $word:literal [$($verb:ident)+];)+) => {
        /// What a scope is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // Their words say it.
        pub enum Resource {
            $($name,)+
        }

        impl Resource {
            const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word that stands behind the colon.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            const fn has(self, verb: Verb) -> bool {
                match self {
                    $(Self::$name => false $(|| matches!(verb, Verb::$verb))+,)+
                }
            }
        }
    };
}

resources! {
    All = "all" [Manage];
    Organizations = "organizations" [Read Manage];
    Divisions = "divisions" [Read Write Manage];
    Groups = "groups" [Read Write Manage];
    Users = "users" [Read Write Manage];
    Surveys = "surveys" [Read Write Manage];
    SurveyResponses = "survey_responses" [Read Write Manage];
    SurveySessions = "survey_sessions" [Read Write Manage];
    Libraries = "libraries" [Read Write Manage];
    Distributions = "distributions" [Read Write Manage];
    MailingLists = "mailing_lists" [Read Write Manage];
    MailingListContacts = "mailing_list_contacts" [Read Write Manage];
    Subscriptions = "subscriptions" [Read Write Manage];
    Directories = "directories" [Read Manage];
    DirectoryContacts = "directory_contacts" [Read Write Manage];
    ContactTransactions = "contact_transactions" [Read Write Manage];
    ContactFrequencyRules = "contact_frequency_rules" [Read Write Manage];
    Samples = "samples" [Read Write Manage];
    Participants = "participants" [Read Write Manage];
    ActivityLogs = "activity_logs" [Read Manage];
    ErasureRequests = "erasure_requests" [Manage];
    CustomerDataRequests = "customer_data_requests" [Manage];
    ImportedDataProjects = "imported_data_projects" [Read Write];
    Automations = "automations" [Write];
    EmbeddedDashboards = "embedded_dashboards" [Write];
    EmbeddedXidProfileCards = "embedded_xid_profile_cards" [Write];
}

/// One scope: `read:surveys`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope(Verb, Resource);

impl Scope {
    /// To read; where there is no such scope, to manage.
    #[must_use]
    pub const fn read(resource: Resource) -> Self {
        Self::of(Verb::Read, resource)
    }

    /// To make and change; where there is no such scope, to manage.
    #[must_use]
    pub const fn write(resource: Resource) -> Self {
        Self::of(Verb::Write, resource)
    }

    /// To do everything with it, taking it away among the rest.
    #[must_use]
    pub const fn manage(resource: Resource) -> Self {
        Self(Verb::Manage, resource)
    }

    const fn of(verb: Verb, resource: Resource) -> Self {
        if resource.has(verb) { Self(verb, resource) } else { Self::manage(resource) }
    }

    /// Every scope.
    pub fn all() -> impl Iterator<Item = Self> {
        let each = |resource: &Resource| {
            let resource = *resource;
            Verb::ALL
                .into_iter()
                .filter(move |verb| resource.has(*verb))
                .map(move |verb| Self(verb, resource))
        };
        Resource::ALL.iter().flat_map(each)
    }

    /// The scope of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (verb, resource) = name.split_once(':')?;
        let verb = Verb::ALL.into_iter().find(|known| known.name() == verb)?;
        let resource = Resource::ALL.iter().find(|known| known.word() == resource)?;
        resource.has(verb).then_some(Self(verb, *resource))
    }

    /// What it allows, in words: `read survey responses`.
    #[must_use]
    pub fn words(self) -> String {
        let what =
            if self.1 == Resource::All { "everything".to_owned() } else { self.1.word().replace('_', " ") };
        match self.0 {
            Verb::Read => format!("read {what}"),
            Verb::Write => format!("make and change {what}"),
            Verb::Manage => format!("read, make, change and delete {what}"),
        }
    }

    fn bit(self) -> u128 {
        1 << (self.1 as u32 * 3 + self.0 as u32)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.name(), self.1.word())
    }
}

/// A set of scopes: `read:surveys write:surveys`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scopes(u128);

impl Scopes {
    /// Reads names with spaces between them.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scopes = Self::default();
        for name in text.split_ascii_whitespace() {
            scopes.0 |= Scope::parse(name).ok_or_else(|| name.to_owned())?.bit();
        }
        Ok(scopes)
    }

    /// The scopes as they were kept; a name that this version does not know allows nothing.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.split_ascii_whitespace().filter_map(Scope::parse).fold(0, |bits, scope| bits | scope.bit()))
    }

    /// Whether these allow what asks for the scope: they hold it, or what includes it.
    #[must_use]
    pub fn allow(self, scope: Scope) -> bool {
        let enough = scope.bit() | Scope::manage(scope.1).bit() | Scope::manage(Resource::All).bit();
        self.0 & enough != 0
    }

    /// The first of these that `others` do not allow.
    #[must_use]
    pub fn beyond(self, others: Self) -> Option<Scope> {
        self.each().find(|scope| !others.allow(*scope))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of the resources.
    pub fn each(self) -> impl Iterator<Item = Scope> {
        Scope::all().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, scope) in self.each().enumerate() {
            write!(f, "{}{scope}", if place == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_a_name_of_its_own_and_is_read_by_it() {
        let all: Vec<Scope> = Scope::all().collect();
        assert!(all.len() > 60);
        let mut bits = 0;
        for scope in &all {
            assert_eq!(Scope::parse(&scope.to_string()), Some(*scope));
            assert_eq!(bits & scope.bit(), 0, "{scope}");
            bits |= scope.bit();
        }
        let text: Vec<String> = all.iter().map(Scope::to_string).collect();
        assert_eq!(Scopes::parse(&text.join(" ")).unwrap().to_string(), text.join(" "));
        for none in ["", "read", "read:all", "write:organizations", "Read:surveys", "delete:surveys"] {
            assert_eq!(Scope::parse(none), None, "{none}");
        }
    }

    #[test]
    fn who_manages_does_the_rest_and_nothing_else_includes_another() {
        let read = Scope::read(Resource::Surveys);
        for (held, allowed) in [
            ("read:surveys", true),
            ("manage:surveys", true),
            ("manage:all", true),
            ("write:surveys", false),
            ("manage:users", false),
            ("", false),
        ] {
            assert_eq!(Scopes::parse(held).unwrap().allow(read), allowed, "{held}");
        }
        let (some, all) = (Scopes::parse("read:users write:surveys").unwrap(), Scopes::stored("manage:all"));
        assert_eq!(some.beyond(all), None);
        assert_eq!(all.beyond(some), Some(Scope::manage(Resource::All)));
        assert_eq!(Scope::write(Resource::Organizations), Scope::manage(Resource::Organizations));
        assert!(Scopes::stored("fly:planes").is_empty());
    }
}

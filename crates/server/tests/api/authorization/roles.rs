//! The roles in which every operation is asked, and what each may do by a declaration: the one table of it.

use std::collections::HashMap;

use contract::{Description, Permission, Place};
use model::access::{Action, Rights};
use model::account::AccountStatus;
use model::error::codes;
use model::permissions::{Leaf, States};
use model::scope::{Resource, Scope, Scopes};
use model::text::Name;
use model::{BrandId, DivisionId, ErrorCode, GroupId, OwnerId, SurveyId};
use serde_json::json;
use services::Shown;
use services::oauth::{self, ClientOptions, Credentials};
use services::operator::Who;
use testkit::fixtures::{Holder, Kind, Person, PersonOf, administers, join, kinds, kinds_of, person, share};
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Fixtures, TestServer};

/// In which role somebody asks; "the thing" is what the first id of the path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nobody: without a token.
    Nobody,
    /// With the token of an account that is disabled.
    Disabled,
    /// Administers another brand.
    Stranger,
    /// Another user of the brand, who has nothing to do with the thing.
    Colleague,
    /// The thing is shared with the caller, but not what the operation needs.
    CollaboratorWithout,
    /// Administers another division than that of the thing's owner.
    OtherDivisionAdministrator,
    /// The thing is shared with the caller, and no more than what the operation needs.
    CollaboratorWith,
    /// The group with which it is so shared has the caller in it.
    CollaboratingMember,
    /// The thing is shared with the caller by Share Survey, for reading what respondents answered and no more.
    Reader,
    /// The thing is the caller's, whose account has no permission but to call the API.
    OwnerWithoutPermissions,
    /// The thing is the caller's, who asks through a program that has another scope than the operation needs.
    OwnersProgramWithout,
    /// The same with the scope that it needs, and no other.
    OwnersProgramWith,
    /// Administers the division of the thing's owner.
    DivisionAdministrator,
    /// The thing belongs to a group of the caller's.
    OwningMember,
    /// The thing is the caller's.
    Owner,
    /// Administers the brand.
    BrandAdministrator,
}

impl Role {
    pub(super) const ALL: [Self; 16] = [
        Self::Nobody,
        Self::Disabled,
        Self::Stranger,
        Self::Colleague,
        Self::CollaboratorWithout,
        Self::OtherDivisionAdministrator,
        Self::CollaboratorWith,
        Self::CollaboratingMember,
        Self::Reader,
        Self::OwnerWithoutPermissions,
        Self::OwnersProgramWithout,
        Self::OwnersProgramWith,
        Self::DivisionAdministrator,
        Self::OwningMember,
        Self::Owner,
        Self::BrandAdministrator,
    ];
}

impl Role {
    /// Whether a program asks, with an access token.
    pub(super) fn has_program(self) -> bool {
        matches!(self, Self::OwnersProgramWith | Self::OwnersProgramWithout)
    }
}

/// What is right: the operation's success, or this refusal.
pub(super) type Right = Result<(), ErrorCode>;

/// What is right for a role by the declaration of an operation.
pub(super) fn right(told: &Description, role: Role) -> Right {
    let thing = thing(told);
    let forbidden = thing.map_or(codes::FORBIDDEN, |thing| thing.forbidden);
    match (role, told.operation.permission) {
        (Role::OwnersProgramWithout, _) if told.operation.scope().is_some() => Err(codes::MISSING_SCOPE),
        (Role::OwnersProgramWithout | Role::OwnersProgramWith, _) => right(told, Role::Owner),
        (Role::OwnerWithoutPermissions, Permission::Account(_)) => Err(codes::FORBIDDEN),
        (Role::OwnerWithoutPermissions, Permission::Thing(action)) if !Leaf::of(action).is_empty() => {
            Err(forbidden)
        }
        (Role::OwnerWithoutPermissions, _) => right(told, Role::Owner),
        (
            Role::Reader,
            Permission::Thing(Action::View | Action::ViewResponses | Action::DownloadResponses),
        ) if thing.is_some_and(|thing| thing.holder == Holder::Owner) => Ok(()),
        (Role::Nobody, _) => Err(codes::NO_CREDENTIAL),
        (Role::Disabled, _) => Err(codes::BAD_TOKEN),
        // In the own brand a stranger administers; what is in this one is not there.
        (Role::Stranger, _) => thing.map_or(Ok(()), |thing| Err(thing.missing)),
        (Role::BrandAdministrator, _) | (_, Permission::AnyUser | Permission::Account(_)) => Ok(()),
        (_, Permission::BrandAdministrator) => Err(codes::FORBIDDEN),
        (
            Role::Owner
            | Role::OwningMember
            | Role::DivisionAdministrator
            | Role::CollaboratorWith
            | Role::CollaboratingMember,
            Permission::Thing(action),
        ) if thing.is_some_and(|thing| thing.holder == Holder::Owner) => {
            let shared = matches!(role, Role::CollaboratorWith | Role::CollaboratingMember);
            // What is shared can be neither given away nor made.
            let never = shared && matches!(action, Action::Give | Action::Create);
            if never { Err(forbidden) } else { Ok(()) }
        }
        (_, Permission::Thing(_)) => Err(forbidden),
    }
}

/// The kind of thing that the first id of the path names.
pub(super) fn thing(told: &Description) -> Option<&'static Kind> {
    kinds_of(&told.placed(Place::Path).next()?.schema).into_iter().next()
}

/// The people of the first brand.
pub(super) struct People {
    brand: BrandId,
    owner: Person,
    colleague: Person,
    disabled: Person,
    with: Person,
    without: Person,
    member: Person,
    administrator: Person,
    other_administrator: Person,
    reader: Person,
    without_permissions: Person,
    /// The tokens that a program was given which acts for the owner, by scope.
    tokens: HashMap<String, String>,
    /// The group that owns, in the owner's division.
    owners: GroupId,
    owning_member: Person,
    /// The group with which things are shared.
    collaborators: GroupId,
}

impl People {
    pub(super) async fn of(server: &TestServer) -> Self {
        let division = division(server).await;
        let plain = PersonOf::default();
        let inside = PersonOf { division: Some(division.clone()), ..plain.clone() };
        let owner = person(server, &inside).await;
        let options = ClientOptions {
            name: Name::stored("The owner's program"),
            scopes: Scopes::stored(&Scope::manage(Resource::All).to_string()),
            redirects: Vec::new(),
        };
        let who = Who::Id(owner.id.clone());
        let program = oauth::make_client(&server.app, &plain.brand, &who, &options).await.unwrap();
        let shown = Credentials {
            id: program.id.as_str().to_owned(),
            secret: Some(program.secret.as_str().to_owned()),
            certificate: Shown::Within,
        };
        let mut tokens = HashMap::new();
        for scope in Scope::all().map(|scope| scope.to_string()) {
            let granted = oauth::token_for_client(&server.app, &shown, Some(&scope)).await;
            tokens.insert(scope, granted.unwrap().token.as_str().to_owned());
        }
        let mut none = States::ALL_OFF;
        none.set(Leaf::AccessApi, true);
        let people = Self {
            brand: plain.brand.clone(),
            owner,
            reader: person(server, &plain).await,
            without_permissions: person(server, &PersonOf { permissions: none, ..plain.clone() }).await,
            tokens,
            colleague: person(server, &inside).await,
            disabled: person(server, &PersonOf { status: AccountStatus::Disabled, ..plain.clone() }).await,
            with: person(server, &plain).await,
            without: person(server, &plain).await,
            member: person(server, &plain).await,
            administrator: person(server, &plain).await,
            other_administrator: person(server, &plain).await,
            owners: group(server).await,
            owning_member: person(server, &plain).await,
            collaborators: group(server).await,
        };
        let other = self::division(server).await;
        administers(server, &people.brand, &division, &people.administrator.id).await;
        administers(server, &people.brand, &other, &people.other_administrator.id).await;
        join(server, &people.brand, &people.owners, &people.owning_member.id).await;
        join(server, &people.brand, &people.collaborators, &people.member.id).await;
        people
    }

    /// A set of things as they are in a role's eyes: a user's or a group's.
    pub(super) fn fixtures<'s>(&self, server: &'s TestServer, role: Role) -> Fixtures<'s> {
        let owner = match role {
            Role::OwningMember => OwnerId::from(self.owners.clone()),
            Role::OwnerWithoutPermissions => self.without_permissions.id.clone().into(),
            _ => self.owner.id.clone().into(),
        };
        Fixtures::ours(server).owned_by(owner)
    }

    /// The token with which a role asks.
    pub(super) fn token(&self, told: &Description, role: Role) -> Option<&str> {
        Some(match role {
            Role::Nobody => return None,
            Role::OwnersProgramWith => &self.tokens[&needed(told).to_string()],
            Role::OwnersProgramWithout => &self.tokens[&another(needed(told)).to_string()],
            Role::Reader => &self.reader.token,
            Role::OwnerWithoutPermissions => &self.without_permissions.token,
            Role::Disabled => &self.disabled.token,
            Role::Stranger => STRANGER,
            Role::Colleague => &self.colleague.token,
            Role::CollaboratorWithout => &self.without.token,
            Role::OtherDivisionAdministrator => &self.other_administrator.token,
            Role::CollaboratorWith => &self.with.token,
            Role::CollaboratingMember => &self.member.token,
            Role::DivisionAdministrator => &self.administrator.token,
            Role::OwningMember => &self.owning_member.token,
            Role::Owner => &self.owner.token,
            Role::BrandAdministrator => ADMINISTRATOR,
        })
    }

    /// Shares what can be shared of a set: what the operation needs with the collaborators who have the right, everything
    /// else with the one who has not.
    pub(super) async fn share(&self, server: &TestServer, told: &Description, fixtures: &Fixtures<'_>) {
        let Some(survey) = fixtures.made().get("survey") else { return };
        let survey = SurveyId::parse(survey).unwrap();
        let (needed, others) = match told.operation.permission {
            Permission::Thing(action) => {
                let others: Vec<_> = Action::ALL.into_iter().filter(|other| *other != action).collect();
                (Rights::of(&[action]), Rights::of(&others))
            }
            _ => (Rights::of(&Action::ALL), Rights::default()),
        };
        let shared = [
            (self.with.id.clone().into(), needed),
            (self.collaborators.clone().into(), needed),
            (self.without.id.clone().into(), others),
        ];
        share(server, &self.brand, &survey, &shared).await;
        let reading = json!({ "result": { "downloadSurveyResults": true, "viewSurveyResults": true } });
        let sharing = json!({ "userId": self.reader.id.as_str(), "permissions": reading });
        let path = format!("/surveys/{survey}/permissions/collaborations");
        assert_eq!(server.post(&path).json(&sharing).send().await.status, 200);
    }
}

/// The scope that an operation needs; any where it needs none.
fn needed(told: &Description) -> Scope {
    told.operation.scope().unwrap_or(Scope::read(Resource::Users))
}

/// A scope that does not allow what this one does.
fn another(scope: Scope) -> Scope {
    let others = |other: &Scope| !Scopes::stored(&other.to_string()).allow(scope);
    Scope::all().find(others).unwrap()
}

async fn made(server: &TestServer, noun: &str) -> String {
    let kind = kinds().iter().find(|kind| kind.noun == noun).unwrap();
    Fixtures::ours(server).id(kind).await
}

async fn division(server: &TestServer) -> DivisionId {
    DivisionId::parse(&made(server, "division").await).unwrap()
}

async fn group(server: &TestServer) -> GroupId {
    GroupId::parse(&made(server, "group").await).unwrap()
}

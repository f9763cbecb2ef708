//! The one place that hands out things: whoever wants to see or change one gets it from [`authorize`] as a value that only
//! this file makes, and the functions that show or change it ask for that value.
//!
//! The rule itself is [`model::access::may`]; here is looked up how the caller stands to the thing.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use model::access::{Action, Rights, Standing, may};
use model::account::{Caller, Role};
use model::id::Identifier;
use model::permissions::{Leaf, Level};
use model::sharing::Shared;
use model::{BrandId, OwnerId};

use crate::column::Column;
use crate::permissions;
use crate::survey_no::SurveyNo;
use crate::{Error, Param, Transaction};

/// An action as a type, so that the compiler refuses to delete what was looked up for reading.
pub trait Act: Send + 'static {
    /// The action.
    const ACTION: Action;
}

/// An action that changes the thing: [`Allowed`] lends it to be changed.
pub trait Changes: Act {}

/// Makes the types of the actions; `changes` marks those that change the thing.
macro_rules! actions {
    ($($action:ident $($changes:ident)?),+) => {
        /// The actions as types.
        pub mod action {
            use super::{Act, Action, Changes};
            $(
                #[doc = concat!("As [`Action::", stringify!($action), "`].")]
                #[derive(Debug, Clone, Copy)]
                pub struct $action;
                impl Act for $action {
                    const ACTION: Action = Action::$action;
                }
                $(impl $changes for $action {})?
            )+
        }
    };
}
actions!(
    Create,
    View,
    Edit Changes,
    Activate Changes,
    Deactivate Changes,
    Distribute,
    ViewResponses,
    DownloadResponses,
    EditResponses,
    Delete Changes,
    Give Changes,
    EditQuestions Changes,
    DeleteQuestions Changes,
    EditBlocks Changes,
    EditSkipLogic Changes,
    EditFlow Changes,
    SetOptions Changes,
    EditQuotas Changes,
    Translate Changes,
    Copy
);

/// A thing with which the caller may do `A`: looked up, decided, proved.
#[derive(Debug)]
pub struct Allowed<T, A> {
    thing: T,
    action: PhantomData<fn() -> A>,
}

impl<T, A> Allowed<T, A> {
    fn new(thing: T) -> Self {
        Self { thing, action: PhantomData }
    }

    /// A thing that the server itself works with, where no caller asks: planting the example, the first administrator of a
    /// brand, tests. `cargo xtask tidy` lists who may say so.
    #[must_use]
    pub fn by_the_server(thing: T) -> Self {
        Self::new(thing)
    }

    /// The thing, without the proof.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.thing
    }
}

impl<T, A> Deref for Allowed<T, A> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.thing
    }
}
impl<T, A: Changes> DerefMut for Allowed<T, A> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.thing
    }
}

/// A thing that belongs to a brand, and perhaps to somebody in it.
pub trait Guarded: Send {
    /// The brand.
    fn brand(&self) -> &BrandId;
    /// Who owns it; what nobody owns is the administrators'.
    fn owner(&self) -> Option<&OwnerId> {
        None
    }
    /// The survey that may be shared, where it is one.
    fn survey(&self) -> Option<SurveyNo> {
        None
    }
}

impl<T: Guarded + Sync> Guarded for std::sync::Arc<T> {
    fn brand(&self) -> &BrandId {
        T::brand(self)
    }
    fn owner(&self) -> Option<&OwnerId> {
        T::owner(self)
    }
    fn survey(&self) -> Option<SurveyNo> {
        T::survey(self)
    }
}

/// An id that names a thing of the store.
pub trait Lookup: Identifier + Sync {
    /// What it names.
    type Row: Guarded;

    /// The thing of the brand with this id.
    fn find(
        tx: &mut Transaction,
        brand: &BrandId,
        id: &Self,
    ) -> impl Future<Output = Result<Option<Self::Row>, Error>> + Send;
}

/// What came of asking for a thing.
#[derive(Debug)]
pub enum Verdict<T, A> {
    /// Nothing of the caller's brand has the id.
    Missing,
    /// The caller may not do this with it.
    Forbidden,
    /// The caller might, but the account has not this permission, or the group that owns the thing has not.
    Lacks(Leaf),
    /// Here it is.
    Allowed(Allowed<T, A>),
}

/// Looks a thing of the caller's brand up, and decides whether the caller may do `A` with it.
pub async fn authorize<I: Lookup, A: Act>(
    tx: &mut Transaction,
    caller: &Caller,
    id: &I,
) -> Result<Verdict<I::Row, A>, Error> {
    match I::find(tx, &caller.brand, id).await? {
        Some(thing) => decide(tx, caller, thing).await,
        None => Ok(Verdict::Missing),
    }
}

/// Decides whether the caller may do `A` with a thing that is known already: one that is to be made, or one that was
/// read a moment ago.
pub async fn decide<T: Guarded, A: Act>(
    tx: &mut Transaction,
    caller: &Caller,
    thing: T,
) -> Result<Verdict<T, A>, Error> {
    if *thing.brand() != caller.brand {
        return Ok(Verdict::Missing);
    }
    let (owner, survey) = (thing.owner().cloned(), thing.survey());
    let standing = standing(tx, caller, owner.as_ref(), survey).await?;
    if !may(A::ACTION, standing) {
        return Ok(Verdict::Forbidden);
    }
    let needed = if survey.is_some() { Leaf::of(A::ACTION) } else { &[] };
    for leaf in needed {
        if !has(tx, caller, owner.as_ref(), *leaf).await? {
            return Ok(Verdict::Lacks(*leaf));
        }
    }
    Ok(Verdict::Allowed(Allowed::new(thing)))
}

/// Whether the caller's account has a permission and, where a group owns the survey, the group too. Administrators of the
/// brand go by their own.
async fn has(
    tx: &mut Transaction,
    caller: &Caller,
    owner: Option<&OwnerId>,
    leaf: Leaf,
) -> Result<bool, Error> {
    if !caller.permissions.contain(leaf) {
        return Ok(false);
    }
    match owner {
        Some(OwnerId::Group(group)) if caller.role != Role::BrandAdministrator => {
            Ok(permissions::calculated_of_group(tx, &caller.brand, group).await?.contain(leaf))
        }
        _ => Ok(true),
    }
}

/// A permission that the group which owns a survey, its type or its division has off: who gave the survey to somebody else
/// would get round it. What the whole organization has off nobody gets, and administrators of the brand go by their own.
pub async fn held_back<T: Guarded>(
    tx: &mut Transaction,
    caller: &Caller,
    survey: &Allowed<T, action::Give>,
) -> Result<Option<Leaf>, Error> {
    let Some(OwnerId::Group(group)) = survey.owner().filter(|_| caller.role != Role::BrandAdministrator)
    else {
        return Ok(None);
    };
    let Some(levels) = permissions::levels_of_group(tx, &caller.brand, group).await? else {
        return Ok(None);
    };
    let held = |leaf: &Leaf| levels.off_at(*leaf).is_some_and(|level| level != Level::Organization);
    let mut asked = Action::ALL.into_iter().filter(|action| *action != Action::Create).flat_map(Leaf::of);
    Ok(asked.find(|leaf| held(leaf)).copied())
}

/// What the caller's list of things without an owner shows: those of the brand, and nothing to whom does not administer
/// it.
#[derive(Debug)]
pub struct Scope(BrandId);

impl Scope {
    /// The scope of a caller; `None` where the caller may not list such things.
    #[must_use]
    pub fn of(caller: &Caller) -> Option<Self> {
        (caller.role == Role::BrandAdministrator).then(|| Self(caller.brand.clone()))
    }

    pub(crate) fn brand(&self) -> &BrandId {
        &self.0
    }
}

const RELATION: &str = "
    SELECT (SELECT COUNT(*)
            FROM group_member m
            WHERE m.group_id = $1
              AND m.user_id = $2),
           (SELECT COUNT(*)
            FROM division_administrator a
            WHERE a.user_id = $2
              AND a.division IN (
                  SELECT u.division FROM user_account u WHERE u.id = $1
                  UNION ALL
                  SELECT g.division FROM user_group g WHERE g.id = $1))";
const SHARED: &str = "
    SELECT c.rights
    FROM survey_collaborator c
    WHERE c.survey_no = $1
      AND (c.collaborator = $2
           OR c.collaborator IN (SELECT m.group_id FROM group_member m WHERE m.user_id = $2))
    ORDER BY c.collaborator";
const SHARE: &str = "
    INSERT INTO survey_collaborator (survey_no, collaborator, rights, given)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (survey_no, collaborator) DO UPDATE
    SET rights = excluded.rights,
        given = excluded.given";
const STOP: &str = "
    DELETE FROM survey_collaborator
    WHERE survey_no = $1
      AND collaborator = $2";
const COLLABORATORS: &str = "
    SELECT COUNT(*)
    FROM survey_collaborator
    WHERE survey_no = $1";
const UNSHARE: &str = "
    DELETE FROM survey_collaborator
    WHERE collaborator = $1";

pub(crate) const STATEMENTS: &[&str] = &[RELATION, SHARED, SHARE, STOP, COLLABORATORS, UNSHARE];

async fn standing(
    tx: &mut Transaction,
    caller: &Caller,
    owner: Option<&OwnerId>,
    survey: Option<SurveyNo>,
) -> Result<Standing, Error> {
    if caller.role == Role::BrandAdministrator {
        return Ok(Standing::BrandAdministrator);
    }
    let Some(owner) = owner else { return Ok(Standing::Other(Rights::default())) };
    if *owner == caller.user {
        return Ok(Standing::Owner);
    }
    if let Some(row) = tx.optional(RELATION, &[owner.param(), caller.user.param()]).await? {
        if row.integer(0)? > 0 {
            return Ok(Standing::Owner);
        }
        if row.integer(1)? > 0 {
            return Ok(Standing::DivisionAdministrator);
        }
    }
    let mut rights = Rights::default();
    if let Some(survey) = survey {
        for row in tx.rows(SHARED, &[survey.param(), caller.user.param()]).await? {
            rights = rights.and(Rights::from_bits(row.integer(0)?));
        }
    }
    Ok(Standing::Other(rights))
}

impl Transaction {
    /// A thing of a brand, for the server's own work: it proves nothing of what anybody may do with it.
    pub async fn get<I: Lookup>(&mut self, brand: &BrandId, id: &I) -> Result<Option<I::Row>, Error> {
        I::find(self, brand, id).await
    }
}

/// Shares a survey with a user or a group; what was shared with them before is replaced. What was given is kept beside
/// the rights that follow from it, for actions that a later version has.
pub async fn share<T: Guarded>(
    tx: &mut Transaction,
    survey: &Allowed<T, action::Give>,
    with: &OwnerId,
    rights: Rights,
    given: Shared,
) -> Result<(), Error> {
    let Some(no) = survey.survey() else { return Ok(()) };
    let (rights, given) = (rights.bits().into(), given.bits().into());
    tx.execute(SHARE, &[no.param(), with.param(), rights, given]).await.map(drop)
}

/// Takes back what is shared of a survey with a user or a group.
pub async fn stop_sharing<T: Guarded>(
    tx: &mut Transaction,
    survey: &Allowed<T, action::Give>,
    with: &OwnerId,
) -> Result<(), Error> {
    let Some(no) = survey.survey() else { return Ok(()) };
    tx.execute(STOP, &[no.param(), with.param()]).await.map(drop)
}

/// With how many users and groups a survey is shared.
pub async fn collaborators<T: Guarded>(
    tx: &mut Transaction,
    survey: &Allowed<T, action::Give>,
) -> Result<i64, Error> {
    match survey.survey() {
        Some(no) => tx.number(COLLABORATORS, &[no.param()]).await,
        None => Ok(0),
    }
}

/// Takes back whatever is shared with a user or a group that is being deleted.
pub(crate) async fn unshare(tx: &mut Transaction, with: Param<'_>) -> Result<(), Error> {
    tx.execute(UNSHARE, &[with]).await.map(drop)
}

//! Who gets what from the one place that hands out things.

use model::access::{Action, Rights};
use model::account::{Caller, Role};
use model::permissions::States;
use model::sharing::Shared;
use model::text::Name;
use model::{DivisionId, GroupId, GroupTypeId, OwnerId, SurveyId};

use super::{NOW, caller, make_brand, make_row, on_both, server, unique, user};
use crate::access::action::{Delete, Edit, Give, View, ViewResponses};
use crate::access::{Act, authorize, share};
use crate::divisions::{self, Division};
use crate::groups::{self, Group};
use crate::surveys::SurveyRow;
use crate::users::User;
use crate::{Allowed, Store, Verdict, Window, surveys};

async fn asked<A: Act>(store: &Store, caller: &Caller, survey: &SurveyId, _: A) -> &'static str {
    let verdict = authorize::<SurveyId, A>(&mut store.read(), caller, survey).await.unwrap();
    match verdict {
        Verdict::Missing => "missing",
        Verdict::Forbidden => "forbidden",
        Verdict::Lacks(_) => "lacks",
        Verdict::Allowed(_) => "allowed",
    }
}

/// A user of Ada's brand, in a division or not.
async fn add_user(store: &Store, name: &str, division: Option<&DivisionId>) -> User {
    let mut one = user("one", name);
    one.division = division.cloned();
    let mut tx = store.begin().await.unwrap();
    tx.insert(&server(one.clone())).await.unwrap();
    tx.commit().await.unwrap();
    one
}

async fn add_division(store: &Store, administrator: &User) -> Division {
    let division = Division {
        id: DivisionId::generate(NOW.0, unique(), unique()),
        brand: administrator.brand.clone(),
        name: Name::stored("Research"),
        status: model::account::DivisionStatus::Active,
        creator: administrator.id.clone(),
        created: NOW,
        permissions: States::NOTHING,
    };
    let mut tx = store.begin().await.unwrap();
    let division: Allowed<_, crate::access::action::Create> = server(division);
    tx.insert(&division).await.unwrap();
    divisions::add_administrator(&mut tx, &division, &server(administrator.clone())).await.unwrap();
    tx.commit().await.unwrap();
    division.into_inner()
}

#[tokio::test]
async fn owner_administrators_and_nobody_else_get_a_survey() {
    on_both(async |store| {
        let chief = make_brand(&store, "one").await;
        let eve = make_brand(&store, "two").await;
        let here = add_division(&store, &add_user(&store, "here@one", None).await).await;
        let there = add_division(&store, &add_user(&store, "there@one", None).await).await;
        let ada = add_user(&store, "owner@one", Some(&here.id)).await;
        let bob = add_user(&store, "bob@one", Some(&here.id)).await;
        let survey = make_row(&store, &ada).await.id;
        let administrator = |user: &User| Caller { role: Role::BrandAdministrator, ..caller(user) };
        let of = |division: &Division| Caller { user: division.creator.clone(), ..caller(&chief) };
        for (who, caller, expected) in [
            ("the owner", caller(&ada), "allowed"),
            ("a colleague", caller(&bob), "forbidden"),
            ("the brand's administrator", administrator(&chief), "allowed"),
            ("another brand's administrator", administrator(&eve), "missing"),
            ("the division's administrator", of(&here), "allowed"),
            ("another division's administrator", of(&there), "forbidden"),
        ] {
            assert_eq!(asked(&store, &caller, &survey, Delete).await, expected, "{who}");
        }
    })
    .await;
}

#[tokio::test]
async fn members_of_the_owning_group_own_and_collaborators_may_what_is_shared() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let bob = add_user(&store, "bob@one", None).await;
        let group = Group {
            id: GroupId::generate(NOW.0, unique(), unique()),
            brand: ada.brand.clone(),
            division: None,
            kind: GroupTypeId::generate(NOW.0, 1, 1),
            name: Name::stored("Panel"),
            creator: ada.id.clone(),
            created: NOW,
            permissions: States::NOTHING,
        };
        let owned = make_row(&store, &ada).await;
        let shared = make_row(&store, &ada).await;
        let mut tx = store.begin().await.unwrap();
        tx.insert(&server(group.clone())).await.unwrap();
        let mut given: Allowed<SurveyRow, Give> = server(owned.clone());
        given.owner = OwnerId::Group(group.id.clone());
        surveys::update(&mut tx, &given).await.unwrap();
        let rights = Rights::of(&[Action::View, Action::ViewResponses]);
        share(&mut tx, &server(shared.clone()), &OwnerId::Group(group.id.clone()), rights, Shared::NOTHING)
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let caller = super::caller(&bob);
        assert_eq!(asked(&store, &caller, &owned.id, Edit).await, "forbidden", "not in the group yet");
        assert_eq!(asked(&store, &caller, &shared.id, View).await, "forbidden");
        let mut tx = store.begin().await.unwrap();
        groups::add(&mut tx, &server(group.clone()), &server(bob.clone())).await.unwrap();
        groups::add(&mut tx, &server(group.clone()), &server(bob.clone())).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(asked(&store, &caller, &owned.id, Give).await, "allowed");
        assert_eq!(asked(&store, &caller, &shared.id, View).await, "allowed");
        assert_eq!(asked(&store, &caller, &shared.id, ViewResponses).await, "allowed");
        assert_eq!(asked(&store, &caller, &shared.id, Edit).await, "forbidden");
        let window = Window { limit: 10, ..Window::default() };
        let listed = surveys::list(&mut store.read(), &caller, &window).await.unwrap().unwrap();
        assert_eq!(listed.iter().map(|row| &row.id).collect::<Vec<_>>(), [&owned.id]);
        let members = groups::members(&mut store.read(), &server(group.clone()), &window).await.unwrap();
        assert_eq!(members, std::slice::from_ref(&bob));

        let mut tx = store.begin().await.unwrap();
        assert!(groups::remove(&mut tx, &server(group.clone()), &bob.id).await.unwrap());
        assert!(!groups::remove(&mut tx, &server(group.clone()), &bob.id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(asked(&store, &caller, &owned.id, View).await, "forbidden");
        let mut tx = store.begin().await.unwrap();
        share(
            &mut tx,
            &server(shared.clone()),
            &bob.id.clone().into(),
            Rights::of(&Action::ALL),
            Shared::NOTHING,
        )
        .await
        .unwrap();
        groups::delete(&mut tx, server(group)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(asked(&store, &caller, &shared.id, Edit).await, "allowed");
        assert_eq!(
            asked(&store, &caller, &shared.id, Give).await,
            "forbidden",
            "what is shared is not given away"
        );
    })
    .await;
}

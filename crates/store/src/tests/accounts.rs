//! Brands, divisions, users and tokens, and the walls between brands.

use model::account::{AccountStatus, Caller, DivisionStatus, Role};
use model::permissions::{Leaf, Leaves, States};
use model::text::{Name, UserName, UserType};
use model::{DivisionId, UserId};

use super::{NOW, brand_id, caller, make_brand, on_both, server, unique, user};
use crate::access::Scope;
use crate::access::action::{Create, Edit, View};
use crate::divisions::Division;
use crate::tokens::Token;
use crate::users::User;
use crate::{Allowed, Error, Window, brands, permissions, tokens, types, users};

#[tokio::test]
async fn a_user_is_kept_whole_and_found_only_in_its_brand() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        let mut bob = user("one", "bob@one");
        let division = Division {
            id: DivisionId::generate(NOW.0, unique(), 1),
            brand: brand_id("one"),
            name: Name::stored("Research"),
            status: DivisionStatus::Active,
            creator: bob.id.clone(),
            created: NOW,
            permissions: States::NOTHING,
        };
        tx.insert(&server(division.clone())).await.unwrap();
        bob.division = Some(division.id.clone());
        bob.expires = Some(NOW.plus(5));
        tx.insert(&server(bob.clone())).await.unwrap();
        tx.commit().await.unwrap();

        let mut read = store.read();
        assert_eq!(read.get(&bob.brand, &bob.id).await.unwrap(), Some(bob.clone()));
        assert_eq!(read.get(&brand_id("two"), &bob.id).await.unwrap(), None);
        assert_eq!(read.get(&brand_id("two"), &division.id).await.unwrap(), None);
        assert_eq!(read.get(&bob.brand, &division.id).await.unwrap(), Some(division));
        assert_eq!(users::sign_ins(&mut read, &bob.brand, [NOW; 7]).await.unwrap().users, 2);
        assert_eq!(brands::list(&mut read).await.unwrap().len(), 2);
        assert_eq!(brands::get(&mut read, &brand_id("two")).await.unwrap().unwrap().name, "TWO");

        let mut tx = store.begin().await.unwrap();
        let mut changed: Allowed<_, Edit> = server(bob.clone());
        changed.status = AccountStatus::Disabled;
        changed.username = UserName::stored("robert@one");
        assert!(tx.update(&changed).await.unwrap());
        let stranger = User { brand: brand_id("two"), ..bob.clone() };
        assert!(!tx.update(&server::<_, Edit>(stranger)).await.unwrap());
        users::set_password_hash(&mut tx, &changed, "$argon2", NOW.plus(9)).await.unwrap();
        tx.commit().await.unwrap();
        let found = read.get(&bob.brand, &bob.id).await.unwrap().unwrap();
        assert_eq!(
            (found.status, found.username.as_str(), found.password_changed),
            (AccountStatus::Disabled, "robert@one", Some(NOW.plus(9)))
        );
    })
    .await;
}

#[tokio::test]
async fn a_list_is_read_by_pages_of_either_kind_to_its_end() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        let mut ids = vec![ada.id.clone()];
        for number in 0..6 {
            let one = user("one", &format!("u{number}@one"));
            ids.push(one.id.clone());
            tx.insert(&server(one)).await.unwrap();
        }
        tx.commit().await.unwrap();
        ids.sort();
        let administrator = Caller { role: Role::BrandAdministrator, ..caller(&ada) };
        let scope = Scope::of(&administrator).unwrap();
        assert!(Scope::of(&caller(&ada)).is_none(), "who does not administer the brand lists nothing");
        let mut read = store.read();
        let (mut by_key, mut by_offset): (Vec<UserId>, Vec<UserId>) = (Vec::new(), Vec::new());
        for page in 0..4 {
            let after = by_key.last().map(ToString::to_string).unwrap_or_default();
            let window = Window { after, offset: 0, limit: 2 };
            by_key.extend(read.page::<User>(&scope, &window).await.unwrap().into_iter().map(|user| user.id));
            let window = Window { after: String::new(), offset: page * 2, limit: 2 };
            by_offset
                .extend(read.page::<User>(&scope, &window).await.unwrap().into_iter().map(|user| user.id));
        }
        assert_eq!(by_key, ids);
        assert_eq!(by_offset, ids);
    })
    .await;
}

#[tokio::test]
async fn a_username_is_taken_in_every_brand_and_the_failure_spoils_the_transaction() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.insert(&server(user("two", "ada@one"))).await, Err(Error::Duplicate));
        assert!(users::sign_ins(&mut tx, &brand_id("two"), [NOW; 7]).await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(users::sign_ins(&mut store.read(), &brand_id("two"), [NOW; 7]).await.unwrap().users, 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_token_makes_the_old_one_void() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let eve = make_brand(&store, "two").await;
        let owner: Allowed<_, View> = server(ada.clone());
        let token = |generation, hash: &str| Token { generation, hash: hash.to_owned() };
        for (generation, hash) in [(1, "first"), (2, "second")] {
            let mut tx = store.begin().await.unwrap();
            tokens::set(&mut tx, &owner, &token(generation, hash), NOW).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut read = store.read();
        assert!(tokens::holder(&mut read, "first").await.unwrap().is_none());
        assert_eq!(
            tokens::holder(&mut read, "second").await.unwrap().map(|found| found.user),
            Some(ada.clone())
        );
        assert_eq!(tokens::get(&mut read, &owner).await.unwrap(), Some(token(2, "second")));
        let stranger: Allowed<_, View> = server(User { brand: eve.brand.clone(), ..ada.clone() });
        assert_eq!(tokens::get(&mut read, &stranger).await.unwrap(), None);

        let mut tx = store.begin().await.unwrap();
        let taken = tokens::set(&mut tx, &server::<_, View>(eve), &token(1, "second"), NOW).await;
        assert_eq!(taken, Err(Error::Duplicate));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        users::delete(&mut tx, server(ada)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(tokens::holder(&mut read, "second").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn permissions_come_from_every_level_and_types_are_the_brands() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let off = |leaf| {
            let mut states = States::NOTHING;
            states.set(leaf, false);
            states
        };
        let division = Division {
            id: DivisionId::generate(NOW.0, unique(), unique()),
            brand: ada.brand.clone(),
            name: Name::stored("Research"),
            status: DivisionStatus::Active,
            creator: ada.id.clone(),
            created: NOW,
            permissions: off(Leaf::EditSurveyFlow),
        };
        let mut one = user("one", "inside@one");
        one.division = Some(division.id.clone());
        one.permissions = off(Leaf::EditSurveys);
        let mut tx = store.begin().await.unwrap();
        tx.insert(&server(division)).await.unwrap();
        tx.insert(&server(one.clone())).await.unwrap();
        permissions::set_of_brand(&mut tx, &ada.brand, off(Leaf::UseBlocks)).await.unwrap();
        types::set_permissions(&mut tx, &ada.brand, "UT_FULLUSER", off(Leaf::DeleteSurveys)).await.unwrap();
        tx.commit().await.unwrap();

        let mut read = store.read();
        let kept = read.get(&one.brand, &one.id).await.unwrap().unwrap();
        assert_eq!(kept, one);
        let caller = kept.caller(&mut read).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let token = Token { generation: 1, hash: "inside".into() };
        tokens::set(&mut tx, &server::<_, Edit>(kept.clone()), &token, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let holder = tokens::holder(&mut read, "inside").await.unwrap().unwrap();
        assert_eq!(format!("{:?}", holder.caller), format!("{caller:?}"), "one statement tells the same");
        let without = [Leaf::UseBlocks, Leaf::EditSurveyFlow, Leaf::DeleteSurveys, Leaf::EditSurveys];
        for leaf in Leaf::ALL {
            assert_eq!(caller.permissions.contain(*leaf), !without.contains(leaf), "{leaf:?}");
        }
        let administrator = UserType::stored("UT_BRANDADMIN");
        let chief = User { user_type: administrator, ..one.clone() };
        let chief = chief.caller(&mut read).await.unwrap();
        for leaf in Leaf::ALL {
            assert_eq!(
                chief.permissions.contain(*leaf),
                *leaf != Leaf::UseBlocks,
                "the organization alone counts"
            );
        }
        let participant = User { user_type: UserType::stored("UT_PARTICIPANT"), ..one };
        assert_eq!(participant.caller(&mut read).await.unwrap().permissions, Leaves::NONE);
        let theirs = user("two", "there@two");
        assert_eq!(
            theirs.caller(&mut read).await.unwrap().permissions,
            Leaves::ALL,
            "another brand has its own"
        );
        assert_eq!(types::list(&mut read, &theirs.brand).await.unwrap().len(), 4);
        assert!(types::get(&mut read, &theirs.brand, "UT_nothing").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn sign_ins_are_kept_and_counted_by_how_long_ago_they_were() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let mut tx = store.begin().await.unwrap();
        for (number, ago) in [5, 50].into_iter().enumerate() {
            let one: Allowed<_, Create> = server(user("one", &format!("u{number}@one")));
            tx.insert(&one).await.unwrap();
            users::signed_in(&mut tx, &one, NOW.plus(-ago)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let since = [1, 5, 6, 49, 50, 51, 100].map(|ago| NOW.plus(-ago));
        let counted = users::sign_ins(&mut store.read(), &ada.brand, since).await.unwrap();
        let expected = users::SignIns { users: 3, ever: 2, since: [0, 0, 1, 1, 1, 2, 2] };
        assert_eq!(counted, expected);
    })
    .await;
}

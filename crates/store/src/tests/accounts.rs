//! Brands, divisions, users and tokens, and the walls between brands.

use model::account::AccountStatus;
use model::{DivisionId, UserId};

use super::{NOW, brand_id, make_brand, on_both, unique, user};
use crate::divisions::Division;
use crate::tokens::Token;
use crate::{Error, brands, divisions, tokens, users};

#[tokio::test]
async fn a_user_is_kept_whole_and_found_only_in_its_brand() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        let division = Division {
            id: DivisionId::mint(NOW.0, unique(), 1),
            brand: brand_id("one"),
            name: "Research".into(),
            created: NOW,
        };
        divisions::insert(&mut tx, &division).await.unwrap();
        let mut bob = user("one", "bob@one");
        bob.division = Some(division.id.clone());
        bob.expires = Some(NOW.plus(5));
        users::insert(&mut tx, &bob).await.unwrap();
        tx.commit().await.unwrap();

        let mut read = store.read();
        let found = users::get(&mut read, &bob.brand, &bob.id).await.unwrap().unwrap();
        assert_eq!(format!("{found:?}"), format!("{bob:?}"));
        assert!(users::get(&mut read, &brand_id("two"), &bob.id).await.unwrap().is_none());
        assert!(divisions::get(&mut read, &brand_id("two"), &division.id).await.unwrap().is_none());
        let kept = divisions::get(&mut read, &bob.brand, &division.id).await.unwrap().unwrap();
        assert_eq!(kept.name, "Research");
        assert_eq!(users::by_username(&mut read, "bob@one").await.unwrap().unwrap().id, bob.id);
        assert_eq!(users::count(&mut read, &bob.brand).await.unwrap(), 2);
        let second = users::list(&mut read, &bob.brand, 1, 5).await.unwrap();
        assert_eq!(second.len(), 1);
        let mut ids = [ada.id.clone(), bob.id.clone()];
        ids.sort();
        assert_eq!(second[0].id, ids[1]);
        assert_eq!(brands::list(&mut read).await.unwrap().len(), 2);
        assert_eq!(brands::get(&mut read, &brand_id("two")).await.unwrap().unwrap().name, "TWO");

        let mut tx = store.begin().await.unwrap();
        let mut changed = bob.clone();
        changed.status = AccountStatus::Disabled;
        changed.username = "robert@one".into();
        assert!(users::update(&mut tx, &changed).await.unwrap());
        let stranger = model::account::User { brand: brand_id("two"), ..changed.clone() };
        assert!(!users::update(&mut tx, &stranger).await.unwrap());
        assert!(
            users::set_password_hash(&mut tx, &bob.brand, &bob.id, "$argon2", NOW.plus(9)).await.unwrap()
        );
        assert!(!users::delete(&mut tx, &brand_id("two"), &bob.id).await.unwrap());
        tx.commit().await.unwrap();
        let found = users::get(&mut read, &bob.brand, &bob.id).await.unwrap().unwrap();
        assert_eq!(
            (found.status, found.username.as_str(), found.password_changed),
            (AccountStatus::Disabled, "robert@one", Some(NOW.plus(9)))
        );
        let hash = users::password_hash(&mut read, &bob.brand, &bob.id).await.unwrap();
        assert_eq!(hash.as_deref(), Some("$argon2"));
        assert_eq!(users::password_hash(&mut read, &ada.brand, &ada.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_username_is_taken_in_every_brand_and_the_failure_spoils_the_transaction() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(users::insert(&mut tx, &user("two", "ada@one")).await, Err(Error::Duplicate));
        assert!(users::count(&mut tx, &brand_id("two")).await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(users::count(&mut store.read(), &brand_id("two")).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_token_makes_the_old_one_void() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let eve = make_brand(&store, "two").await;
        for (generation, hash) in [(1, "first"), (2, "second")] {
            let mut tx = store.begin().await.unwrap();
            let token = Token { generation, created: NOW };
            tokens::set(&mut tx, &ada.brand, &ada.id, hash, token).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut read = store.read();
        assert!(tokens::holder(&mut read, "first").await.unwrap().is_none());
        let holder = tokens::holder(&mut read, "second").await.unwrap().unwrap();
        assert_eq!(
            (holder.user.id, holder.user.brand, holder.generation),
            (ada.id.clone(), ada.brand.clone(), 2)
        );
        assert_eq!(tokens::get(&mut read, &eve.brand, &ada.id).await.unwrap(), None);
        assert_eq!(tokens::get(&mut read, &ada.brand, &ada.id).await.unwrap().unwrap().generation, 2);

        let mut tx = store.begin().await.unwrap();
        let token = Token { generation: 1, created: NOW };
        assert_eq!(tokens::set(&mut tx, &eve.brand, &eve.id, "second", token).await, Err(Error::Duplicate));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let nobody = UserId::mint(NOW.0, unique(), 3);
        assert!(!tokens::remove(&mut tx, &ada.brand, &nobody).await.unwrap());
        assert!(users::delete(&mut tx, &ada.brand, &ada.id).await.unwrap());
        tx.commit().await.unwrap();
        assert!(tokens::holder(&mut read, "second").await.unwrap().is_none());
    })
    .await;
}

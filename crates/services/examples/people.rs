//! Fills a brand with users, each with an API token, a program and an access token of it, whose texts follow from the user's
//! number: for `cargo xtask bench accounts`.
//!
//! Arguments: `COUNT BRAND FILE.db | COUNT BRAND POSTGRES-URL`.

use std::error::Error;

use model::account::{AccountStatus, Role};
use model::permissions::States;
use model::text::{ClientId, Email, LanguageCode, Name, PersonName, TimeZone, UserName};
use model::{BrandId, Moment, OauthTokenId, UserId};
use services::tokens::TokenHash;
use store::access::action::Create;
use store::oauth::Client;
use store::oauth_tokens::{self, AccessToken};
use store::tokens::Token;
use store::users::User;
use store::{Allowed, DatabaseUrl, FilesUrl, Settings, Store, Transaction};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const NOW: Moment = Moment(1_700_000_000_000);
/// Late enough for every measurement.
const END: Moment = Moment(4_000_000_000_000);
/// Users of a transaction.
const AT_ONCE: usize = 500;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, brand, database] = arguments.as_slice() else {
        return Err("COUNT BRAND FILE.db | COUNT BRAND POSTGRES-URL".into());
    };
    let (count, brand): (usize, BrandId) = (count.parse()?, BrandId::parse(brand)?);
    let database = match database.starts_with("postgres") {
        true => DatabaseUrl::parse(database),
        false => DatabaseUrl::Sqlite(database.into()),
    };
    let store = Store::open(&Settings { database, files: FilesUrl::Memory }).await?;
    for first in (0..count).step_by(AT_ONCE) {
        let mut tx = store.begin().await?;
        for number in first..count.min(first + AT_ONCE) {
            person(&mut tx, &brand, number).await?;
        }
        tx.commit().await?;
    }
    Ok(store.close().await?)
}

async fn person(tx: &mut Transaction, brand: &BrandId, number: usize) -> Outcome<()> {
    let (later, chance) = (i64::try_from(number / 62)?, u64::try_from(number)?);
    let name = format!("bench{number}@{brand}.example");
    let user = User {
        id: UserId::generate(NOW.0 + later, chance, chance.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        brand: brand.clone(),
        division: None,
        username: UserName::stored(&*name),
        first_name: PersonName::stored("Ada"),
        last_name: PersonName::stored(format!("Lovelace {number}")),
        email: Email::stored(&*name),
        user_type: Role::User.user_type(),
        status: AccountStatus::Active,
        language: LanguageCode::stored("EN"),
        time_zone: TimeZone::stored("Europe/Vienna"),
        created: NOW,
        expires: None,
        password_changed: None,
        permissions: States::NOTHING,
        last_login: None,
    };
    let user = Allowed::<_, Create>::by_the_server(user);
    tx.insert(&user).await?;
    let hash = TokenHash::of(&format!("{:0>40}", format!("bench{number}"))).to_string();
    store::tokens::set(tx, &user, &Token { generation: 0, hash }, NOW).await?;
    let client = Client {
        id: ClientId::stored(format!("{number:032x}")),
        brand: brand.clone(),
        user: user.id.clone(),
        name: Name::stored("Bench"),
        secret_hash: TokenHash::of("nobody's").to_string(),
        scopes: "manage:all".to_owned(),
        created: NOW,
        redirects: String::new(),
        is_public: false,
    };
    store::oauth::insert_client(tx, &user, &client).await?;
    let access = AccessToken {
        id: OauthTokenId::of_chance(chance.into()),
        hash: TokenHash::of(&format!("{:0>64}", format!("bench{number}"))).to_string(),
        brand: brand.clone(),
        client: client.id,
        user: user.id.clone(),
        grant: None,
        scopes: client.scopes,
        created: NOW,
        expires: END,
    };
    oauth_tokens::insert(tx, &access, NOW).await?;
    Ok(())
}

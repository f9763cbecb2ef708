//! What the tests within this crate begin with: an application in memory, and a brand in it.

use model::BrandId;
use model::account::Caller;
use model::text::{Email, PersonName, UserName};
use store::{Settings, Store};

use crate::AppSettings;
use crate::app::App;
use crate::brands::{self, NewBrand};
use crate::seal::SecretKey;

/// An empty store that is gone with its last copy.
pub(crate) async fn store() -> Store {
    Store::open(&Settings::in_memory()).await.unwrap()
}

/// An application over a store of its own.
pub(crate) async fn app() -> App {
    let key = SecretKey::generate().unwrap();
    App::start(store().await, &key, AppSettings::default()).await.unwrap()
}

/// Makes a brand with its administrator Ada, whose token is given too.
pub(crate) async fn brand(app: &App, id: &str) -> (Caller, String) {
    let address = format!("ada@{id}.example");
    let new = NewBrand {
        id: BrandId::parse(id).unwrap(),
        name: id.to_owned(),
        administrator: app.ids().id(app.now()),
        username: UserName::stored(address.clone()),
        email: Email::stored(address),
        first_name: PersonName::stored("Ada"),
        last_name: PersonName::stored(id),
    };
    brands::create(app, new, None).await.unwrap()
}

//! A table of contacts, for servers whose surveys are to know somebody.

use futures_util::future::BoxFuture;
use model::BrandId;
use model::contact::Contact;
use services::{ContactDirectory, Error};

/// The list of the contact whom every test's server knows.
pub const LIST: &str = "CG_0generatedList1";
/// The address of that contact.
pub const ADDRESS: &str = "walker@example.org";

/// Contacts by the lists they stand in, the same for every brand.
#[derive(Debug, Clone, Default)]
pub struct ContactTable(Vec<(String, Contact)>);

impl ContactTable {
    /// The one whom generated surveys let in.
    #[must_use]
    pub fn usual() -> Self {
        let contact = Contact {
            id: "CID_0generatedWalk".into(),
            first_name: "Wil".into(),
            email: ADDRESS.into(),
            ..Contact::default()
        };
        Self::of(LIST, vec![contact])
    }

    /// One list with these contacts.
    #[must_use]
    pub fn of(list: &str, contacts: Vec<Contact>) -> Self {
        Self(contacts.into_iter().map(|contact| (list.to_owned(), contact)).collect())
    }
}

impl ContactDirectory for ContactTable {
    fn find<'a>(
        &'a self,
        _: &'a BrandId,
        list: &'a str,
        typed: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Contact>, Error>> {
        let found = self.0.iter().find(|(own, contact)| own == list && contact.has(typed));
        Box::pin(async move { Ok(found.map(|(_, contact)| contact.clone())) })
    }
}

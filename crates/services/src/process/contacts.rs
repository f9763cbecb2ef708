//! Where people are looked up whom surveys know.

use std::fmt;

use futures_util::future::BoxFuture;
use model::BrandId;
use model::contact::Contact;

use crate::error::Error;

/// Lists of contacts.
pub trait ContactDirectory: fmt::Debug + Send + Sync {
    /// The contact of a list of the brand that has all that was typed ([`Contact::has`]); the first of them where several have.
    ///
    /// # Errors
    /// When the lists cannot be read.
    fn find<'a>(
        &'a self,
        brand: &'a BrandId,
        list: &'a str,
        typed: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Contact>, Error>>;
}

/// A server that knows nobody.
#[derive(Debug)]
pub struct NoContacts;

impl ContactDirectory for NoContacts {
    fn find<'a>(
        &'a self,
        _: &'a BrandId,
        _: &'a str,
        _: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Contact>, Error>> {
        Box::pin(async { Ok(None) })
    }
}

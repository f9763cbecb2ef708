//! Making the field list of a survey longer.

use std::sync::Arc;

use model::field::{Field, FieldList};
use store::surveys::SurveyNo;

use crate::app::App;
use crate::attempts::Attempts;
use crate::error::Error;

/// A list that has every wanted field: the latest one where it does, else a new version of it, which is written in a
/// transaction of its own before any body refers to it.
pub(crate) async fn list_with(app: &App, no: SurveyNo, wanted: &[Field]) -> Result<Arc<FieldList>, Error> {
    let mut attempts = Attempts::new(app);
    loop {
        let mut reading = app.store().read();
        let lists = app.definitions().lists(&mut reading, no, 0).await?;
        let empty = Arc::new(FieldList { version: 0, fields: Vec::new() });
        let latest = lists.last().unwrap_or(&empty);
        let Some(extended) = latest.extended_with(wanted) else { return Ok(latest.clone()) };
        let mut tx = app.store().begin().await?;
        let written = match store::field_lists::append(&mut tx, no, &extended).await {
            Ok(()) => tx.commit().await,
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => app.definitions().forget_lists(no),
            // Somebody else extended it at the same moment: look again at what it is now.
            Err(store::Error::Duplicate | store::Error::Conflict) if attempts.pause().await => {
                app.definitions().forget_lists(no);
            }
            Err(store::Error::Duplicate | store::Error::Conflict) => return Err(Error::Unavailable),
            Err(error) => return Err(error.into()),
        }
    }
}

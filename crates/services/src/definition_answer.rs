//! What a whole definition is answered with.

use std::sync::Arc;

use contract::Rendered;
use contract::surveys::DefinitionFormat;
use formats::qsf::DefinitionFacts;
use serde::Serialize;
use serde_json::Value;
use store::surveys::SurveyRow;

use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;

/// What is known of a survey besides its file.
pub(crate) fn facts(row: &SurveyRow, brand_base_url: String) -> DefinitionFacts {
    DefinitionFacts {
        survey_id: row.id.to_string(),
        name: row.name.to_string(),
        status: if row.active { "Active" } else { "Inactive" }.to_owned(),
        brand: row.brand.to_string(),
        brand_base_url,
        owner: row.owner.to_string(),
        creator: row.creator.to_string(),
        created: row.created,
        last_modified: row.modified,
        last_accessed: None,
        last_activated: row.activated,
        starts: row.starts,
        ends: row.ends,
    }
}

/// An answer that tells a whole definition, written; that of a large survey takes its time.
pub(crate) async fn rendered<A, T: Serialize>(
    app: &App,
    definition: Arc<Definition>,
    make: impl FnOnce(&Definition) -> T + Send + 'static,
) -> Result<Rendered<A>, Error> {
    let size = definition.size;
    let write = move || serde_json::to_string(&make(&definition));
    let json = app.slow_work().run_if_large(size, write).await?.map_err(Error::internal)?;
    Ok(Rendered::new(json))
}

/// An answer with a definition as the `format` asks for it: a survey file, or else the definition, with what is known of its
/// `version` where it is asked for by that.
pub(crate) async fn defined<A>(
    app: &App,
    definition: Arc<Definition>,
    facts: DefinitionFacts,
    format: Option<DefinitionFormat>,
    version: Option<Value>,
) -> Result<Rendered<A>, Error> {
    let make = move |definition: &Definition| {
        if format.is_some() {
            return formats::qsf::export(&definition.file, &facts);
        }
        let mut told = formats::qsf::definition(&definition.file, &facts);
        if let Some(version) = version {
            told["VersionMetadata"] = version;
        }
        told
    };
    rendered(app, definition, make).await
}

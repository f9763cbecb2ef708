//! The options of a survey.

use contract::surveys::{GetOptions, UpdateOptions, with_texts_for_truths};
use contract::{MetaOnly, Whole};
use formats::qsf;
use model::Moment;
use model::text::{LanguageCode, Name};
use serde_json::{Value, json};
use store::access::action::{SetOptions, View};

use super::draft::Object;
use super::{Draft, Edited, edit, languages};
use crate::context::{Answer, Call, Context};
use crate::definition_answer::facts;
use crate::error::Error;

/// What the original demands of a body; one that is left out stays as it was.
const DEMANDED: &[&str] = &[
    "BackButton",
    "SaveAndContinue",
    "SurveyProtection",
    "BallotBoxStuffingPrevention",
    "NoIndex",
    "SecureResponseFiles",
    "SurveyExpiration",
    "SurveyTermination",
    "Header",
    "Footer",
    "ProgressBarDisplay",
    "PartialData",
    "ValidationMessage",
    "PreviousButton",
    "NextButton",
    "SkinLibrary",
    "SkinType",
    "Skin",
];

/// Get Options.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetOptions>) -> Answer<GetOptions> {
    let mut draft = Draft::open(cx, View, &call.path).await?;
    Ok(Whole::new(shown(&mut draft).await?))
}

/// Update Options.
///
/// # Errors
/// When the brand has no such survey, a value does not fit, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateOptions>) -> Answer<UpdateOptions> {
    let mut sent = call.body.members;
    with_texts_for_truths(&mut sent);
    edit(cx, SetOptions, &call.path, |draft| Box::pin(replace(draft, sent.clone()))).await?;
    Ok(MetaOnly)
}

/// The options as they are given out: the file's, and what else belongs to them.
async fn shown(draft: &mut Draft) -> Result<Object, Error> {
    let (options, entry) = (draft.options().await?, draft.entry().await?);
    let mut set = None;
    if !options.contains_key("ActiveResponseSet") && !entry.contains_key("SurveyActiveResponseSet") {
        let places = draft.below("element/RS").await?;
        set = places.into_keys().next().and_then(|place| Some(place.strip_prefix("element/RS/")?.to_owned()));
    }
    let facts = facts(draft.row(), String::new());
    Ok(qsf::options_shown(options, &entry, set, &facts))
}

async fn replace(mut draft: Draft, mut sent: Object) -> Edited<()> {
    let (before, shown) = (draft.options().await?, shown(&mut draft).await?);
    let changed = |name: &str| sent.get(name).filter(|value| shown.get(name) != Some(*value)).cloned();
    let (name, language) = (changed("SurveyName"), changed("SurveyLanguage"));
    let (starts, ends) = (changed("SurveyStartDate"), changed("SurveyExpirationDate"));
    if let Some(name) = name {
        draft.head.name = text("SurveyName", &name, |text| Name::parse(text).map_err(|why| why.to_string()))?;
    }
    if let Some(language) = language {
        let code = text("SurveyLanguage", &language, |text| {
            LanguageCode::parse(text).map_err(|why| why.to_string())
        })?;
        let mut entry = draft.entry().await?;
        entry.insert("SurveyLanguage".into(), json!(code));
        draft.put(model::survey::pieces::ENTRY, Some(&entry)).await?;
    }
    if let Some(Value::Object(codes)) = sent.get(languages::MEMBER) {
        let former = shown.get(languages::MEMBER).and_then(Value::as_object).into_iter().flatten();
        let former: Vec<String> = former.map(|(code, _)| code.clone()).collect();
        languages::check(codes, &former, &sent)?;
    }
    // Without the option there are no dates any more, unless the same body sets them.
    if qsf::has_dates(&before) && sent.contains_key("SurveyExpiration") && !qsf::has_dates(&sent) {
        (draft.head.starts, draft.head.ends) = (None, None);
    }
    if let Some(starts) = starts {
        draft.head.starts = date("SurveyStartDate", &starts)?;
    }
    if let Some(ends) = ends {
        draft.head.ends = date("SurveyExpirationDate", &ends)?;
    }
    draft.check_dates()?;
    // What is given out beside the file's own goes back into the file only where the file has it.
    for (name, value) in &shown {
        let of_survey = matches!(
            name.as_str(),
            "SurveyName"
                | "SurveyLanguage"
                | "SurveyStartDate"
                | "SurveyExpirationDate"
                | "SurveyCreationDate"
        );
        match before.get(name) {
            Some(kept) if of_survey => {
                sent.insert(name.clone(), kept.clone());
            }
            None if of_survey || sent.get(name) == Some(value) => {
                sent.shift_remove(name);
            }
            _ => {}
        }
    }
    for name in DEMANDED.iter().filter(|name| !sent.contains_key(**name)).collect::<Vec<_>>() {
        if let Some(value) = before.get(*name) {
            sent.insert((*name).to_owned(), value.clone());
        }
    }
    draft.set_options(sent).await?;
    Ok((draft, ()))
}

fn text<T>(name: &str, value: &Value, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Error> {
    let text = value.as_str().ok_or_else(|| Error::invalid(name, "a text is expected"))?;
    parse(text).map_err(|why| Error::invalid(name, &why))
}

fn date(name: &str, value: &Value) -> Result<Option<Moment>, Error> {
    if value.is_null() {
        return Ok(None);
    }
    let expected = "null or a date and time is expected, such as 2024-03-05 10:11:12";
    value.as_str().and_then(Moment::parse).map(Some).ok_or_else(|| Error::invalid(name, expected))
}

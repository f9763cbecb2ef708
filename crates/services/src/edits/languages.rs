//! The languages of a survey, and its texts in them.

use contract::surveys::{
    GetSurveyLanguages, GetSurveyTranslations, SurveyLanguages, UpdateSurveyLanguages,
    UpdateSurveyTranslations,
};
use contract::{Json, MetaOnly, Rendered};
use formats::qsf::{self, TextName};
use model::error::codes;
use model::language::{is_same, tag};
use model::limits::surveys::LANGUAGES;
use model::text::LanguageCode;
use serde_json::{Map, Value, json};
use store::access::action::{EditQuestions, SetOptions, Translate, View};

use super::{Draft, Edited, edit};
use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::surveys;

/// The most texts of one change, and the longest of them in characters (api/surveys.md section 2.9).
const TEXTS: usize = 1_000;
const LENGTH: usize = 10_000;
/// The option that lists the languages.
pub(super) const MEMBER: &str = "AvailableLanguages";

/// Get Survey Languages.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetSurveyLanguages>) -> Answer<GetSurveyLanguages> {
    let mut draft = Draft::open(cx, View, &call.path).await?;
    let (_, codes) = languages(&mut draft).await?;
    Ok(Json(SurveyLanguages { available_languages: codes.into_iter().map(LanguageCode::stored).collect() }))
}

/// Update Survey Languages.
///
/// # Errors
/// When the brand has no such survey, its base language is not among them, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateSurveyLanguages>) -> Answer<UpdateSurveyLanguages> {
    let (survey, wanted) = (call.path, call.body.0.available_languages);
    let wanted: Vec<String> = wanted.iter().map(|code| code.as_str().to_owned()).collect();
    edit(cx, SetOptions, &survey, |draft| Box::pin(set(draft, wanted.clone()))).await?;
    Ok(MetaOnly)
}

async fn set(mut draft: Draft, wanted: Vec<String>) -> Edited<()> {
    let (base, former) = languages(&mut draft).await?;
    if !wanted.contains(&base) {
        let accepted = format!("the base language {base} is expected among them");
        return Err(Error::invalid(MEMBER, &accepted));
    }
    let codes: Map<String, Value> = wanted.into_iter().map(|code| (code, json!([]))).collect();
    let mut options = draft.options().await?;
    check(&codes, &former, &options)?;
    options.insert(MEMBER.into(), Value::Object(codes));
    draft.set_options(options).await?;
    Ok((draft, ()))
}

/// Holds that languages are some: known ones, or such as the options give a name, or those that the survey had before; each once.
///
/// # Errors
/// When one is none, comes under two codes, or they are too many.
pub(super) fn check(
    codes: &Map<String, Value>,
    former: &[String],
    options: &Map<String, Value>,
) -> Result<(), Error> {
    if codes.len() > LANGUAGES {
        return Err(Error::invalid(MEMBER, &format!("{LANGUAGES} languages at most are expected")));
    }
    let custom = options.get("CustomLanguages");
    for (place, code) in codes.keys().enumerate().filter(|(_, code)| !former.contains(code)) {
        if tag(code) == "und" && custom.is_none_or(|custom| custom.get(code).is_none()) {
            let accepted = "codes of languages are expected, or such as CustomLanguages of the options names";
            return Err(Error::invalid(MEMBER, &format!("{code} is none: {accepted}")));
        }
        let mut others = codes.keys().enumerate().filter(|(other, _)| *other != place);
        if let Some((_, same)) = others.find(|(_, other)| is_same(code, other)) {
            return Err(Error::invalid(MEMBER, &format!("{code} and {same} are one language")));
        }
    }
    Ok(())
}

/// Get Survey Translations.
///
/// # Errors
/// When the brand has no such survey, the survey no such language, or the caller may not read it.
pub async fn texts(cx: &mut Context, call: Call<GetSurveyTranslations>) -> Answer<GetSurveyTranslations> {
    let (survey, code) = call.path;
    let mut draft = Draft::open(cx, View, &survey).await?;
    let (base, codes) = languages(&mut draft).await?;
    if !codes.iter().any(|known| known == code.as_str()) {
        return Err(codes::LANGUAGE_NOT_FOUND.into());
    }
    let (_, definition) = surveys::known(cx, View, &survey).await?;
    let (size, language) = (definition.size, (code.as_str() != base).then(|| code.as_str().to_owned()));
    let write = move || {
        let questions =
            definition.file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object());
        let texts: Map<String, Value> =
            questions.flat_map(|question| qsf::texts(question, language.as_deref())).collect();
        serde_json::to_string(&texts)
    };
    let json = cx.app.slow_work().run_if_large(size, write).await?.map_err(Error::internal)?;
    Ok(Rendered::new(json))
}

/// Update Survey Translations: it writes the translations of the questions that it names, and nothing else.
///
/// # Errors
/// When the brand has no such survey, the survey no such language or text, there is too much, or the caller may not.
pub async fn translate(
    cx: &mut Context,
    call: Call<UpdateSurveyTranslations>,
) -> Answer<UpdateSurveyTranslations> {
    let ((survey, code), texts) = (call.path, call.body.0.texts);
    if texts.len() > TEXTS {
        return Err(Error::invalid("body", &format!("{TEXTS} texts at most are expected")));
    }
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) if text.chars().count() <= LENGTH => Ok((name, text)),
        _ => {
            let accepted = format!("a text of {LENGTH} characters at most is expected");
            Err(Error::invalid(shown(&name), &accepted))
        }
    };
    let mut texts = texts.into_iter().map(text).collect::<Result<Vec<_>, _>>()?;
    texts.sort();
    let code = code.as_str().to_owned();
    let mut draft = Draft::open(cx, Translate, &survey).await?;
    // The texts of the base language are the questions' own: who changes them edits questions.
    if languages(&mut draft).await?.0 == code {
        edit(cx, EditQuestions, &survey, |draft| Box::pin(put(draft, code.clone(), texts.clone()))).await?;
    } else {
        edit(cx, Translate, &survey, |draft| Box::pin(put(draft, code.clone(), texts.clone()))).await?;
    }
    Ok(MetaOnly)
}

async fn put(mut draft: Draft, language: String, texts: Vec<(String, String)>) -> Edited<()> {
    let (base, known) = languages(&mut draft).await?;
    if !known.contains(&language) {
        return Err(codes::LANGUAGE_NOT_FOUND.into());
    }
    let unknown =
        |name: &str| Error::invalid(shown(name), "the name of one of the survey's texts is expected");
    // Texts of one question stand together, so that each question is read and written once.
    let mut rest = texts.as_slice();
    while let Some((name, _)) = rest.first() {
        let id = TextName::parse(name).ok_or_else(|| unknown(name))?.question;
        let own =
            rest.iter().take_while(|(name, _)| TextName::parse(name).is_some_and(|name| name.question == id));
        let own = &rest[..own.count()];
        rest = &rest[own.len()..];
        let mut question = draft.question(&id).await?.ok_or_else(|| unknown(name))?;
        for (name, text) in own {
            let named = TextName::parse(name).ok_or_else(|| unknown(name))?;
            let is_base = language == base;
            if is_base && text.is_empty() {
                return Err(Error::invalid(shown(name), "a text is expected in the survey's base language"));
            }
            if !qsf::translate(&mut question, &named, Some(language.as_str()).filter(|_| !is_base), text) {
                return Err(unknown(name));
            }
        }
        draft.set_question(&id, Some(question)).await?;
    }
    Ok((draft, ()))
}

/// The name of a text as an error repeats it: of one that is longer than any name, nothing.
fn shown(name: &str) -> &str {
    if name.len() <= 100 { name } else { "body" }
}

/// The base language of a survey, and all its languages.
async fn languages(draft: &mut Draft) -> Result<(String, Vec<String>), Error> {
    let entry = draft.entry().await?;
    let base = entry.get("SurveyLanguage").and_then(Value::as_str).filter(|code| !code.is_empty());
    let base = base.unwrap_or("EN").to_owned();
    let options = draft.options().await?;
    let mut codes: Vec<String> = match options.get(MEMBER) {
        Some(Value::Object(known)) => known.keys().cloned().collect(),
        _ => Vec::new(),
    };
    if !codes.contains(&base) {
        codes.insert(0, base.clone());
    }
    Ok((base, codes))
}

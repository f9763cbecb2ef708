//! The frame of every page: head, language, direction.

use maud::{DOCTYPE, Markup, html};

use crate::assets;

/// A whole document. `language` is a survey's language code; `goes_to` is where the browser goes from here by itself.
pub(crate) fn document(language: &str, title: &str, goes_to: Option<&str>, body: &Markup) -> String {
    whole(&language_tag(language), title, goes_to, true, body)
}

/// A whole document in English that has no script.
pub(crate) fn plain(title: &str, body: &Markup) -> String {
    whole("en", title, None, false, body)
}

fn whole(tag: &str, title: &str, goes_to: Option<&str>, script: bool, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(tag) dir=(direction(tag)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                @if let Some(address) = goes_to {
                    meta http-equiv="refresh" content=(format!("0; url={address}"));
                }
                title { (title) }
                // Without it browsers ask for /favicon.ico, which is nowhere.
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(assets::style());
                @if script { script type="module" src=(assets::script()) {} }
            }
            body { (body) }
        }
    }
    .into_string()
}

/// The language tag browsers know for a survey's language code (api/surveys.md section 8): `EN_GB` is `en-GB`.
pub(crate) fn language_tag(code: &str) -> String {
    match code {
        "" => return "en".to_owned(),
        "ZH-S" => return "zh-Hans".to_owned(),
        "ZH-T" => return "zh-Hant".to_owned(),
        "SR-ME" => return "sr-ME".to_owned(),
        _ => {}
    }
    let mut parts = code.split(['-', '_']);
    let language = parts.next().unwrap_or("en").to_ascii_lowercase();
    let language = match language.as_str() {
        "asm" => "as",
        "bel" => "be",
        "gu" => "gu",
        "hil" => "hil",
        "hye" => "hy",
        "isl" => "is",
        "kan" => "kn",
        "kat" => "ka",
        "kaz" => "kk",
        "mal" => "ml",
        "mar" => "mr",
        "ori" => "or",
        "sin" => "si",
        "sqi" => "sq",
        "tam" => "ta",
        "tel" => "te",
        "tgl" => "tl",
        other => other,
    };
    match parts.next() {
        Some(region) if region.len() == 2 => format!("{language}-{}", region.to_ascii_uppercase()),
        _ => language.to_owned(),
    }
}

fn direction(tag: &str) -> &'static str {
    match tag.split('-').next().unwrap_or_default() {
        "ar" | "he" | "fa" | "ur" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survey_languages_become_language_tags() {
        for (code, tag) in
            [("EN", "en"), ("EN_GB", "en-GB"), ("PT-BR", "pt-BR"), ("ZH-S", "zh-Hans"), ("HYE", "hy")]
        {
            assert_eq!(language_tag(code), tag);
        }
        assert_eq!(direction(&language_tag("HE-ZA")), "rtl");
        assert_eq!(direction(&language_tag("DE")), "ltr");
    }
}

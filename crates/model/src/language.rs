//! Languages: the codes that surveys have for them, the tags that browsers know them by (BCP 47), their own names, and which
//! of a survey's languages fits a reader best.
//!
//! ```
//! use model::language::{best, own_name, tag};
//!
//! assert_eq!(tag("EN_GB"), "en-GB");
//! assert_eq!(own_name("ZH-T"), Some("繁體中文"));
//! let survey = ["EN", "DE-AT", "PT-BR"];
//! assert_eq!(best(survey, &["fr", "de-CH", "en"]), Some("DE-AT"));
//! ```

use std::borrow::Cow;

/// The tag of a survey's language code (api/surveys.md section 8, and codes of authors' own in corpus/frequencies.md).
/// `und`, no known language, where the code names none.
#[must_use]
pub fn tag(code: &str) -> Cow<'static, str> {
    if let Some(known) = known(code) {
        return Cow::Borrowed(known.tag);
    }
    let plain = plain(code);
    let mut parts = plain.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !KNOWN.iter().any(|known| primary(known.tag) == language) {
        return Cow::Borrowed("und");
    }
    let region =
        parts.next().filter(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase()));
    Cow::Owned(region.map_or(language.clone(), |region| format!("{language}-{region}")))
}

/// What a language calls itself, by a survey's code; `None` where the code is none that we know.
#[must_use]
pub fn own_name(code: &str) -> Option<&'static str> {
    known(code).map(|known| known.name)
}

/// Whether a language is written from right to left, by its tag.
#[must_use]
pub fn is_right_to_left(tag: &str) -> bool {
    matches!(primary(tag), "ar" | "ckb" | "he" | "fa" | "ur")
}

/// Whether two codes are the same but for case and `_`: `EN_GB` and `en-gb`.
#[must_use]
pub fn is_same(code: &str, other: &str) -> bool {
    plain(code) == plain(other)
}

/// Which of a survey's languages, by code, fits a reader best who asks for these tags, the best first; `None` where none
/// does. A tag fits its own language, then the same without its region and script (RFC 4647 section 3.4), then the same of
/// another region: `de-CH` finds `DE`, and else `DE-AT`. Chinese of the other script does not fit.
#[must_use]
pub fn best<'a>(
    codes: impl IntoIterator<Item = &'a str> + Clone,
    wanted: &[impl AsRef<str>],
) -> Option<&'a str> {
    let offered = |fits: &dyn Fn(&str) -> bool| codes.clone().into_iter().find(|code| fits(&tag(code)));
    wanted.iter().find_map(|wanted| {
        let wanted = full(wanted.as_ref());
        let shorter = std::iter::successors(Some(wanted.as_str()), |tag| Some(tag.rsplit_once('-')?.0));
        let mut shorter = shorter.filter(|tag| *tag != "zh");
        shorter.find_map(|tag| offered(&|other| full(other).eq_ignore_ascii_case(tag))).or_else(|| {
            let language = stem(&wanted);
            offered(&|other| stem(&full(other)) == language)
        })
    })
}

/// A tag in small letters, old names replaced, and of Chinese with its script.
fn full(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    let (language, rest) =
        tag.split_once('-').map_or((tag.as_str(), ""), |(language, rest)| (language, rest));
    let language = match language {
        "nb" | "nn" => "no",
        "iw" => "he",
        "in" => "id",
        "fil" => "tl",
        other => other,
    };
    let script = match (language, rest) {
        ("zh", rest) if rest.starts_with("han") => "",
        ("zh", "tw" | "hk" | "mo") => "hant-",
        ("zh", _) => "hans-",
        _ => "",
    };
    format!("{language}-{script}{rest}").trim_end_matches('-').to_owned()
}

/// What two tags have in common that only the region tells apart.
fn stem(full: &str) -> &str {
    if full.starts_with("zh-") { &full[..full.len().min("zh-hans".len())] } else { primary(full) }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

fn plain(code: &str) -> String {
    code.trim().replace('_', "-").to_ascii_uppercase()
}

fn known(code: &str) -> Option<&'static Known> {
    let code = plain(code);
    KNOWN.iter().find(|known| known.code == code)
}

struct Known {
    code: &'static str,
    tag: &'static str,
    name: &'static str,
}

const fn language(code: &'static str, tag: &'static str, name: &'static str) -> Known {
    Known { code, tag, name }
}

/// The codes of the original, and behind them those that authors of the corpus made up.
const KNOWN: &[Known] = &[
    language("AR", "ar", "العربية"),
    language("ASM", "as", "অসমীয়া"),
    language("AZ-AZ", "az", "Azərbaycan dili"),
    language("BEL", "be", "Беларуская"),
    language("BG", "bg", "Български"),
    language("BN", "bn", "বাংলা"),
    language("BS", "bs", "Bosanski"),
    language("CA", "ca", "Català"),
    language("CEB", "ceb", "Bisaya"),
    language("CH", "ch", "Chamoru"),
    language("CKB", "ckb", "کوردی"),
    language("CS", "cs", "Čeština"),
    language("CY", "cy", "Cymraeg"),
    language("DA", "da", "Dansk"),
    language("DE", "de", "Deutsch"),
    language("EL", "el", "Ελληνικά"),
    language("EN-GB", "en-GB", "English (UK)"),
    language("EN-US", "en-US", "English (US)"),
    language("EN", "en", "English"),
    language("EO", "eo", "Esperanto"),
    language("ES-ES", "es-ES", "Español (España)"),
    language("ES", "es", "Español (Latinoamérica)"),
    language("ET", "et", "Eesti"),
    language("FA", "fa", "فارسی"),
    language("FI", "fi", "Suomi"),
    language("FR-CA", "fr-CA", "Français (Canada)"),
    language("FR", "fr", "Français"),
    language("GU", "gu", "ગુજરાતી"),
    language("HE", "he", "עברית"),
    language("HE-ZA", "he", "עברית"),
    language("HI", "hi", "हिन्दी"),
    language("HIL", "hil", "Hiligaynon"),
    language("HR", "hr", "Hrvatski"),
    language("HU", "hu", "Magyar"),
    language("HYE", "hy", "Հայերեն"),
    language("ID", "id", "Bahasa Indonesia"),
    language("ISL", "is", "Íslenska"),
    language("IT", "it", "Italiano"),
    language("JA", "ja", "日本語"),
    language("KAN", "kn", "ಕನ್ನಡ"),
    language("KAT", "ka", "ქართული"),
    language("KAZ", "kk", "Қазақ"),
    language("KM", "km", "ភាសាខ្មែរ"),
    language("KO", "ko", "한국어"),
    language("LT", "lt", "Lietuvių"),
    language("LV", "lv", "Latviešu"),
    language("MAL", "ml", "മലയാളം"),
    language("MAR", "mr", "मराठी"),
    language("MK", "mk", "Македонски"),
    language("MN", "mn", "Монгол"),
    language("MS", "ms", "Bahasa Melayu"),
    language("MY", "my", "မြန်မာဘာသာ"),
    language("NL", "nl", "Nederlands"),
    language("NO", "no", "Norsk"),
    language("ORI", "or", "ଓଡ଼ିଆ"),
    language("PA-IN", "pa-IN", "ਪੰਜਾਬੀ"),
    language("PL", "pl", "Polski"),
    language("PT-BR", "pt-BR", "Português (Brasil)"),
    language("PT", "pt", "Português"),
    language("RO", "ro", "Română"),
    language("RU", "ru", "Русский"),
    language("SIN", "si", "සිංහල"),
    language("SK", "sk", "Slovenčina"),
    language("SL", "sl", "Slovenščina"),
    language("SQI", "sq", "Shqip"),
    language("SR-ME", "sr-ME", "Crnogorski"),
    language("SR", "sr", "Српски"),
    language("SV", "sv", "Svenska"),
    language("SW", "sw", "Kiswahili"),
    language("TA", "ta", "தமிழ்"),
    language("TEL", "te", "తెలుగు"),
    language("TGL", "tl", "Tagalog"),
    language("TH", "th", "ภาษาไทย"),
    language("TR", "tr", "Türkçe"),
    language("UK", "uk", "Українська"),
    language("UR", "ur", "اردو"),
    language("VI", "vi", "Tiếng Việt"),
    language("ZH-S", "zh-Hans", "简体中文"),
    language("ZH-T", "zh-Hant", "繁體中文"),
    language("CAT", "ca", "Català"),
    language("DE-AT", "de-AT", "Deutsch (Österreich)"),
    language("DE-DE", "de-DE", "Deutsch (Deutschland)"),
    language("EN-PAK", "en-PK", "English (Pakistan)"),
    language("EN-TW", "en-TW", "English (Taiwan)"),
    language("EN-UK", "en-GB", "English (UK)"),
    language("ES-AR", "es-AR", "Español (Argentina)"),
    language("ESP", "es", "Español"),
    language("FR-FR", "fr-FR", "Français (France)"),
    language("KZ-RU", "ru-KZ", "Русский (Казахстан)"),
    language("TAM", "ta", "தமிழ்"),
    language("ZH-HK", "zh-Hant-HK", "繁體中文（香港）"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_of_surveys_become_tags_and_have_a_name() {
        for (code, expected) in [
            ("EN", "en"),
            ("EN_GB", "en-GB"),
            ("en-gb", "en-GB"),
            ("EN-UK", "en-GB"),
            ("PT-BR", "pt-BR"),
            ("ZH-S", "zh-Hans"),
            ("HYE", "hy"),
            ("HE-ZA", "he"),
            ("IT-CH", "it-CH"),
            ("FR-\"><b>", "fr"),
            ("Klingon", "und"),
            ("", "und"),
        ] {
            assert_eq!(tag(code), expected, "{code}");
        }
        assert_eq!((own_name("EN_GB"), own_name("Klingon")), (Some("English (UK)"), None));
        assert!(is_right_to_left("ar") && is_right_to_left(&tag("HE-ZA")) && !is_right_to_left("de"));
        let codes: HashSet<&str> = KNOWN.iter().map(|known| known.code).collect();
        assert_eq!(codes.len(), KNOWN.len(), "a code stands in the list twice");
        assert!(KNOWN.iter().all(|known| plain(known.code) == known.code));
    }

    #[test]
    fn a_reader_gets_the_language_that_fits_best() {
        for (codes, wanted, expected) in [
            (&["EN", "DE"][..], &["de-AT", "en"][..], Some("DE")),
            (&["EN", "DE-AT", "DE"], &["de-at"], Some("DE-AT")),
            (&["EN", "DE-AT"], &["de-CH"], Some("DE-AT")),
            (&["EN", "EN_GB"], &["en-GB"], Some("EN_GB")),
            (&["EN-GB", "EN"], &["en-US"], Some("EN")),
            (&["EN", "PT-BR"], &["pt"], Some("PT-BR")),
            (&["EN", "PT-BR", "PT"], &["pt-PT"], Some("PT")),
            (&["EN", "ZH-S", "ZH-T"], &["zh-TW"], Some("ZH-T")),
            (&["EN", "ZH-S", "ZH-T"], &["zh-HK"], Some("ZH-T")),
            (&["EN", "ZH-T", "ZH-S"], &["zh"], Some("ZH-S")),
            (&["EN", "ZH-T", "ZH-S"], &["zh-CN"], Some("ZH-S")),
            (&["EN", "ZH-T", "ZH-HK"], &["zh-Hant-HK"], Some("ZH-HK")),
            (&["EN", "ZH-S"], &["zh-TW", "en"], Some("EN")),
            (&["EN", "NO"], &["nb-NO"], Some("NO")),
            (&["EN", "ES-ES", "ES"], &["es-MX"], Some("ES")),
            (&["EN", "ES-ES"], &["es-MX"], Some("ES-ES")),
            (&["EN", "DE"], &["fr", "*"], None),
            (&["EN", "Klingon"], &["tlh", "und"], Some("Klingon")),
            (&["EN"], &[], None),
        ] {
            assert_eq!(best(codes.iter().copied(), wanted), expected, "{codes:?} for {wanted:?}");
        }
    }
}

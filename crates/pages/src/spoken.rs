//! Our own words on a page, in the languages we speak; English for all others.

use std::ops::Deref;

use model::language;

use crate::languages;
use crate::words::{self, Words};

/// Words on a page that may be in another language.
pub(crate) struct Spoken {
    words: &'static Words,
    /// The tag of the words' language, where the page is in another one.
    pub(crate) lang: Option<&'static str>,
}

impl Deref for Spoken {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.words
    }
}

/// The words for a page in this language, by a survey's code.
pub(crate) fn of(code: &str) -> Spoken {
    let tag = language::tag(if code.is_empty() { "EN" } else { code });
    let words = fitting(&[&tag]);
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let same = primary(&tag) == primary(&language::tag(words.code));
    // What we have no words for is said in English.
    Spoken { words, lang: (!same).then_some("en") }
}

/// The words for somebody who asks for the languages with these tags, the best first.
pub(crate) fn fitting(wanted: &[impl AsRef<str>]) -> &'static Words {
    let code = language::best(ALL.iter().map(|words| words.code), wanted);
    code.and_then(|code| ALL.into_iter().find(|words| words.code == code)).unwrap_or(&words::ENGLISH)
}

static ALL: [&Words; 26] = [
    &words::ENGLISH,
    &words::GERMAN,
    &words::SPANISH,
    &languages::french::FRENCH,
    &languages::italian::ITALIAN,
    &languages::portuguese::PORTUGUESE,
    &languages::brazilian::BRAZILIAN,
    &languages::dutch::DUTCH,
    &languages::danish::DANISH,
    &languages::norwegian::NORWEGIAN,
    &languages::swedish::SWEDISH,
    &languages::polish::POLISH,
    &languages::russian::RUSSIAN,
    &languages::czech::CZECH,
    &languages::turkish::TURKISH,
    &languages::hungarian::HUNGARIAN,
    &languages::finnish::FINNISH,
    &languages::greek::GREEK,
    &languages::simplified_chinese::SIMPLIFIED_CHINESE,
    &languages::traditional_chinese::TRADITIONAL_CHINESE,
    &languages::japanese::JAPANESE,
    &languages::korean::KOREAN,
    &languages::arabic::ARABIC,
    &languages::hebrew::HEBREW,
    &languages::persian::PERSIAN,
    &languages::hindi::HINDI,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_room_for_the_numbers_it_is_given() {
        let holes = |text: &str| text.matches("{}").count();
        for words in ALL {
            let faults = &words.faults;
            let one = [
                words.total_wanted,
                words.page,
                words.password_wait,
                faults.below,
                faults.above,
                faults.decimals,
                faults.too_short,
                faults.too_long,
                faults.too_few,
                faults.too_many,
            ];
            assert_eq!(one.map(holes), [1; 10], "{}", words.code);
            assert_eq!(holes(faults.total), 2, "{}", words.code);
            let none = [
                words.survey,
                words.next,
                words.back,
                words.resumed,
                words.end_text,
                faults.required,
                faults.refused,
                words.contact.heading,
                words.contact.wrong,
                words.contact.over,
            ];
            assert!(none.iter().all(|text| holes(text) == 0 && !text.trim().is_empty()), "{}", words.code);
            assert!(language::own_name(words.code).is_some(), "{}", words.code);
        }
    }

    #[test]
    fn the_languages_of_real_surveys_are_spoken_and_the_rest_say_that_they_are_english() {
        // corpus/frequencies.md
        let real = "ES-ES DE FR ES ZH-S TR PL IT JA ZH-T KO NL PT RU HU PT-BR FA HE HI NO EN-GB EL CS KZ-RU FR-FR DE-AT \
                    ZH-HK AR DE-DE ES-AR EN-UK EN-TW EN-PAK DA ESP FI";
        for code in real.split(' ') {
            assert_eq!(of(code).lang, None, "{code}");
        }
        assert_eq!((of("ZH-HK").next, of("KZ-RU").next, of("PT-BR").survey), ("下一頁", "Далее", "Pesquisa"));
        for code in ["SQI", "Klingon"] {
            assert_eq!((of(code).lang, of(code).next), (Some("en"), "Next"));
        }
        assert_eq!(of("").lang, None);
    }
}

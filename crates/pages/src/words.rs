//! Our own words on a page, in the languages we speak; English for all others.

mod arabic;
mod brazilian;
mod czech;
mod danish;
mod dutch;
mod finnish;
mod french;
mod greek;
mod hebrew;
mod hindi;
mod hungarian;
mod italian;
mod japanese;
mod korean;
mod norwegian;
mod persian;
mod polish;
mod portuguese;
mod russian;
mod simplified_chinese;
mod swedish;
mod traditional_chinese;
mod turkish;

use std::ops::Deref;

use model::language;

/// The words of one language. `{}` stands for a number or a text.
pub(crate) struct Words {
    pub(crate) survey: &'static str,
    pub(crate) next: &'static str,
    pub(crate) back: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) required: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) question: &'static str,
    pub(crate) total: &'static str,
    pub(crate) total_wanted: &'static str,
    pub(crate) rank_hint: &'static str,
    pub(crate) text_for: &'static str,
    pub(crate) unsupported: &'static str,
    pub(crate) problem_heading: &'static str,
    pub(crate) error: &'static str,
    pub(crate) faults: Faults,
    pub(crate) end_heading: &'static str,
    pub(crate) end_text: &'static str,
    pub(crate) screened_text: &'static str,
    pub(crate) go_on: &'static str,
    /// The language these words are in.
    pub(crate) code: &'static str,
    pub(crate) busy_heading: &'static str,
    pub(crate) busy_view: &'static str,
    pub(crate) busy_send: &'static str,
    pub(crate) busy_reload: &'static str,
    pub(crate) again: &'static str,
    /// The number of a page, in its title.
    pub(crate) page: &'static str,
    pub(crate) language: &'static str,
    pub(crate) change: &'static str,
    pub(crate) resumed: &'static str,
    pub(crate) begin_again: &'static str,
    pub(crate) password_heading: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_wrong: &'static str,
    pub(crate) password_wait: &'static str,
}

/// The words for what is wrong.
pub(crate) struct Faults {
    pub(crate) required: &'static str,
    pub(crate) requested: &'static str,
    pub(crate) text_wanted: &'static str,
    pub(crate) number: &'static str,
    pub(crate) below: &'static str,
    pub(crate) above: &'static str,
    pub(crate) decimals: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) email: &'static str,
    pub(crate) date: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) postal_code: &'static str,
    pub(crate) letters: &'static str,
    pub(crate) too_short: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) too_few: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) alone: &'static str,
    pub(crate) total: &'static str,
    pub(crate) same_rank: &'static str,
    pub(crate) refused: &'static str,
}

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
    code.and_then(|code| ALL.into_iter().find(|words| words.code == code)).unwrap_or(&ENGLISH)
}

static ALL: [&Words; 26] = [
    &ENGLISH,
    &GERMAN,
    &SPANISH,
    &french::FRENCH,
    &italian::ITALIAN,
    &portuguese::PORTUGUESE,
    &brazilian::BRAZILIAN,
    &dutch::DUTCH,
    &danish::DANISH,
    &norwegian::NORWEGIAN,
    &swedish::SWEDISH,
    &polish::POLISH,
    &russian::RUSSIAN,
    &czech::CZECH,
    &turkish::TURKISH,
    &hungarian::HUNGARIAN,
    &finnish::FINNISH,
    &greek::GREEK,
    &simplified_chinese::SIMPLIFIED_CHINESE,
    &traditional_chinese::TRADITIONAL_CHINESE,
    &japanese::JAPANESE,
    &korean::KOREAN,
    &arabic::ARABIC,
    &hebrew::HEBREW,
    &persian::PERSIAN,
    &hindi::HINDI,
];

static ENGLISH: Words = Words {
    survey: "Survey",
    next: "Next",
    back: "Back",
    choose: "Choose…",
    required: "required",
    progress: "Progress",
    question: "Question",
    total: "Total",
    total_wanted: "The numbers must add up to {}.",
    rank_hint: "Give each item a rank; 1 is first.",
    text_for: "Your text for",
    unsupported: "This question cannot be answered here. Please go on.",
    problem_heading: "Please look at this page again",
    error: "Error",
    faults: Faults {
        required: "Please answer this question.",
        requested: "You have not answered this question. You can answer it now, or go on without.",
        text_wanted: "Please fill in the text of your choice.",
        number: "Please enter a number.",
        below: "Please enter a number of at least {}.",
        above: "Please enter a number of at most {}.",
        decimals: "Please enter at most {} decimal places.",
        whole: "Please enter a whole number.",
        email: "Please enter an e-mail address, such as name@example.org.",
        date: "Please enter a date.",
        phone: "Please enter a telephone number.",
        postal_code: "Please enter a postal code.",
        letters: "Please use letters only.",
        too_short: "Please write at least {} characters.",
        too_long: "Please write at most {} characters.",
        too_few: "Please pick at least {}.",
        too_many: "Please pick at most {}.",
        alone: "One of the choices you picked excludes all others. Please keep that one alone, or drop it.",
        total: "The numbers must add up to {}; yours add up to {}.",
        same_rank: "Please give each item a rank of its own.",
        refused: "Please check your answer to this question.",
    },
    end_heading: "Thank you",
    end_text: "Your answers have been recorded. You can close this page.",
    screened_text: "This survey has ended for you. You can close this page.",
    go_on: "Continue",
    code: "EN",
    busy_heading: "One moment, please",
    busy_view: "The server has much to do just now. Please try again in a moment.",
    busy_send: "The server could not take your page just now. Your answers are not lost: they are kept in this page. Please \
                send it again in a moment.",
    busy_reload: "The server could not take your page just now. Your answers are not lost: please reload this page in a \
                  moment, which sends them again.",
    again: "Try again",
    page: "Page {}",
    language: "Language",
    change: "Change",
    resumed: "You go on where you left off.",
    begin_again: "Start again",
    password_heading: "This survey asks for a password",
    password: "Password",
    password_wrong: "This is not the password. Please try again.",
    password_wait: "There were too many wrong tries. Please try again in {} minutes.",
};

static GERMAN: Words = Words {
    survey: "Umfrage",
    next: "Weiter",
    back: "Zurück",
    choose: "Bitte wählen …",
    required: "Pflichtfrage",
    progress: "Fortschritt",
    question: "Frage",
    total: "Summe",
    total_wanted: "Die Zahlen müssen zusammen {} ergeben.",
    rank_hint: "Vergeben Sie für jeden Eintrag einen Rang; 1 ist der erste.",
    text_for: "Ihr Text zu",
    unsupported: "Diese Frage kann hier nicht beantwortet werden. Bitte gehen Sie weiter.",
    problem_heading: "Bitte sehen Sie sich diese Seite noch einmal an",
    error: "Fehler",
    faults: Faults {
        required: "Bitte beantworten Sie diese Frage.",
        requested: "Sie haben diese Frage nicht beantwortet. Sie können das jetzt tun oder ohne Antwort weitergehen.",
        text_wanted: "Bitte füllen Sie den Text zu Ihrer Auswahl aus.",
        number: "Bitte geben Sie eine Zahl ein.",
        below: "Bitte geben Sie eine Zahl von mindestens {} ein.",
        above: "Bitte geben Sie eine Zahl von höchstens {} ein.",
        decimals: "Bitte geben Sie höchstens {} Nachkommastellen ein.",
        whole: "Bitte geben Sie eine ganze Zahl ein.",
        email: "Bitte geben Sie eine E-Mail-Adresse ein, etwa name@example.org.",
        date: "Bitte geben Sie ein Datum ein.",
        phone: "Bitte geben Sie eine Telefonnummer ein.",
        postal_code: "Bitte geben Sie eine Postleitzahl ein.",
        letters: "Bitte verwenden Sie nur Buchstaben.",
        too_short: "Bitte schreiben Sie mindestens {} Zeichen.",
        too_long: "Bitte schreiben Sie höchstens {} Zeichen.",
        too_few: "Bitte wählen Sie mindestens {} aus.",
        too_many: "Bitte wählen Sie höchstens {} aus.",
        alone: "Eine der gewählten Möglichkeiten schließt alle anderen aus. Bitte behalten Sie nur diese, oder nehmen Sie sie weg.",
        total: "Die Zahlen müssen zusammen {} ergeben; Ihre ergeben {}.",
        same_rank: "Bitte vergeben Sie jeden Rang nur einmal.",
        refused: "Bitte prüfen Sie Ihre Antwort auf diese Frage.",
    },
    end_heading: "Vielen Dank",
    end_text: "Ihre Antworten sind gespeichert. Sie können diese Seite schließen.",
    screened_text: "Die Umfrage ist für Sie beendet. Sie können diese Seite schließen.",
    go_on: "Weiter",
    code: "DE",
    busy_heading: "Einen Moment bitte",
    busy_view: "Der Server hat gerade viel zu tun. Bitte versuchen Sie es gleich noch einmal.",
    busy_send: "Der Server konnte Ihre Seite gerade nicht annehmen. Ihre Antworten sind nicht verloren: Sie stehen noch in \
                dieser Seite. Bitte senden Sie sie gleich noch einmal.",
    busy_reload: "Der Server konnte Ihre Seite gerade nicht annehmen. Ihre Antworten sind nicht verloren: Bitte laden Sie \
                  diese Seite gleich neu; das sendet sie noch einmal.",
    again: "Noch einmal versuchen",
    page: "Seite {}",
    language: "Sprache",
    change: "Ändern",
    resumed: "Sie machen weiter, wo Sie aufgehört haben.",
    begin_again: "Von vorn beginnen",
    password_heading: "Diese Umfrage fragt nach einem Passwort",
    password: "Passwort",
    password_wrong: "Das ist nicht das Passwort. Bitte versuchen Sie es noch einmal.",
    password_wait: "Es gab zu viele falsche Versuche. Bitte versuchen Sie es in {} Minuten noch einmal.",
};

static SPANISH: Words = Words {
    survey: "Encuesta",
    next: "Siguiente",
    back: "Atrás",
    choose: "Elija…",
    required: "obligatoria",
    progress: "Progreso",
    question: "Pregunta",
    total: "Total",
    total_wanted: "Los números deben sumar {}.",
    rank_hint: "Dé un puesto a cada elemento; el 1 es el primero.",
    text_for: "Su texto para",
    unsupported: "Esta pregunta no se puede responder aquí. Continúe, por favor.",
    problem_heading: "Revise esta página, por favor",
    error: "Error",
    faults: Faults {
        required: "Responda a esta pregunta, por favor.",
        requested: "No ha respondido a esta pregunta. Puede hacerlo ahora o continuar sin responder.",
        text_wanted: "Complete el texto de su elección, por favor.",
        number: "Escriba un número, por favor.",
        below: "Escriba un número no menor que {}.",
        above: "Escriba un número no mayor que {}.",
        decimals: "Escriba como máximo {} decimales.",
        whole: "Escriba un número entero.",
        email: "Escriba una dirección de correo, como nombre@example.org.",
        date: "Escriba una fecha, por favor.",
        phone: "Escriba un número de teléfono, por favor.",
        postal_code: "Escriba un código postal, por favor.",
        letters: "Use solo letras, por favor.",
        too_short: "Escriba al menos {} caracteres.",
        too_long: "Escriba como máximo {} caracteres.",
        too_few: "Elija al menos {}.",
        too_many: "Elija como máximo {}.",
        alone: "Una de las opciones elegidas excluye a las demás. Deje solo esa, o quítela.",
        total: "Los números deben sumar {}; los suyos suman {}.",
        same_rank: "Dé a cada elemento un puesto distinto.",
        refused: "Revise su respuesta a esta pregunta, por favor.",
    },
    end_heading: "Gracias",
    end_text: "Sus respuestas se han guardado. Puede cerrar esta página.",
    screened_text: "La encuesta ha terminado para usted. Puede cerrar esta página.",
    go_on: "Continuar",
    code: "ES",
    busy_heading: "Un momento, por favor",
    busy_view: "El servidor tiene mucho que hacer ahora mismo. Vuelva a intentarlo dentro de un momento.",
    busy_send: "El servidor no ha podido recibir su página ahora mismo. Sus respuestas no se han perdido: siguen en esta \
                página. Vuelva a enviarla dentro de un momento.",
    busy_reload: "El servidor no ha podido recibir su página ahora mismo. Sus respuestas no se han perdido: vuelva a cargar \
                  esta página dentro de un momento; así se envían otra vez.",
    again: "Volver a intentarlo",
    page: "Página {}",
    language: "Idioma",
    change: "Cambiar",
    resumed: "Continúa donde lo dejó.",
    begin_again: "Empezar de nuevo",
    password_heading: "Esta encuesta pide una contraseña",
    password: "Contraseña",
    password_wrong: "Esta no es la contraseña. Vuelva a intentarlo.",
    password_wait: "Hubo demasiados intentos fallidos. Vuelva a intentarlo dentro de {} minutos.",
};

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

//! What pages say that ask nothing, in the languages we have it in; English for all others.

use model::language;

/// A heading, what is the matter, and what to do.
pub(crate) type Notice = [&'static str; 3];

/// The notices of one language.
pub(crate) struct Notices {
    /// The code of the language.
    pub(crate) code: &'static str,
    pub(crate) unknown: Notice,
    pub(crate) closed: Notice,
    pub(crate) not_open_yet: Notice,
    pub(crate) over: Notice,
    pub(crate) invitation_only: Notice,
    pub(crate) wrong_referrer: Notice,
    pub(crate) done: Notice,
    pub(crate) no_preview: Notice,
    pub(crate) expired: Notice,
    pub(crate) too_much: Notice,
}

/// The notices for somebody who asks for the languages with these tags, the best first.
pub(crate) fn fitting(wanted: &[String]) -> &'static Notices {
    let code = language::best(ALL.iter().map(|notices| notices.code), wanted);
    code.and_then(|code| ALL.into_iter().find(|notices| notices.code == code)).unwrap_or(&ENGLISH)
}

static ALL: [&Notices; 3] = [&ENGLISH, &GERMAN, &SPANISH];

static ENGLISH: Notices = Notices {
    code: "EN",
    unknown: [
        "There is no survey here",
        "The address may be incomplete, or the survey may have been removed.",
        "Please check the link you were given, or ask whoever sent it for a new one.",
    ],
    closed: [
        "This survey is closed",
        "It takes no answers at the moment.",
        "If you were asked to take part, please write to whoever invited you.",
    ],
    not_open_yet: [
        "This survey is not open yet",
        "It will take answers from a later day on.",
        "Please open the link you were given once more then.",
    ],
    over: [
        "This survey is over",
        "The time to answer it has passed.",
        "If you were asked to take part, please write to whoever invited you.",
    ],
    invitation_only: [
        "This survey can be answered by invitation only",
        "The link you opened is not an invitation of your own.",
        "Please use the link in the invitation that was sent to you.",
    ],
    wrong_referrer: [
        "This survey is opened from another page",
        "It can be answered by those who come from a certain web page, and your browser did not say that you do.",
        "Please go to the page where you were told of the survey, and follow the link there.",
    ],
    done: [
        "You have answered this survey already",
        "It can be answered once with each browser, and with this one it has been.",
        "If somebody else has answered it here, please use another device.",
    ],
    no_preview: [
        "This preview cannot be opened",
        "Its link is not complete, or its time is over.",
        "Please ask the author of the survey for a new link.",
    ],
    expired: [
        "This page has been open for too long",
        "Your place in the survey is no longer kept.",
        "Please open the link you were given once more to begin again.",
    ],
    too_much: [
        "That was too much for one page",
        "What was sent is larger than a page may be. Your answers on the pages before are kept.",
        "Please go back in your browser, shorten the longest texts, and send the page again.",
    ],
};

static GERMAN: Notices = Notices {
    code: "DE",
    unknown: [
        "Hier ist keine Umfrage",
        "Vielleicht ist die Adresse nicht vollständig, oder die Umfrage wurde entfernt.",
        "Bitte prüfen Sie den Link, den Sie bekommen haben, oder bitten Sie um einen neuen.",
    ],
    closed: [
        "Diese Umfrage ist geschlossen",
        "Sie nimmt zurzeit keine Antworten an.",
        "Wenn Sie um Ihre Teilnahme gebeten wurden, schreiben Sie bitte denen, die Sie eingeladen haben.",
    ],
    not_open_yet: [
        "Diese Umfrage ist noch nicht geöffnet",
        "Sie nimmt erst von einem späteren Tag an Antworten an.",
        "Bitte öffnen Sie dann den Link, den Sie bekommen haben, noch einmal.",
    ],
    over: [
        "Diese Umfrage ist zu Ende",
        "Die Zeit, in der sie beantwortet werden konnte, ist vorbei.",
        "Wenn Sie um Ihre Teilnahme gebeten wurden, schreiben Sie bitte denen, die Sie eingeladen haben.",
    ],
    invitation_only: [
        "An dieser Umfrage nimmt nur teil, wer eingeladen ist",
        "Der Link, den Sie geöffnet haben, ist keine Einladung für Sie.",
        "Bitte verwenden Sie den Link in der Einladung, die Ihnen geschickt wurde.",
    ],
    wrong_referrer: [
        "Diese Umfrage wird von einer anderen Seite aus geöffnet",
        "Beantworten kann sie, wer von einer bestimmten Webseite kommt, und das hat Ihr Browser nicht gesagt.",
        "Bitte gehen Sie zu der Seite, auf der die Umfrage steht, und folgen Sie dort dem Link.",
    ],
    done: [
        "Sie haben diese Umfrage schon beantwortet",
        "Mit jedem Browser kann sie einmal beantwortet werden, und mit diesem ist das geschehen.",
        "Wenn sie hier jemand anderes beantwortet hat, verwenden Sie bitte ein anderes Gerät.",
    ],
    no_preview: [
        "Diese Vorschau lässt sich nicht öffnen",
        "Ihr Link ist nicht vollständig, oder seine Zeit ist vorbei.",
        "Bitte fragen Sie die Autorin oder den Autor der Umfrage nach einem neuen Link.",
    ],
    expired: [
        "Diese Seite war zu lange offen",
        "Ihr Platz in der Umfrage wird nicht mehr aufgehoben.",
        "Bitte öffnen Sie den Link, den Sie bekommen haben, noch einmal, um neu zu beginnen.",
    ],
    too_much: [
        "Das war zu viel für eine Seite",
        "Was gesendet wurde, ist größer, als eine Seite sein darf. Ihre Antworten auf den Seiten davor sind gespeichert.",
        "Bitte gehen Sie in Ihrem Browser zurück, kürzen Sie die längsten Texte und senden Sie die Seite noch einmal.",
    ],
};

static SPANISH: Notices = Notices {
    code: "ES",
    unknown: [
        "Aquí no hay ninguna encuesta",
        "Puede que la dirección esté incompleta o que la encuesta se haya eliminado.",
        "Compruebe el enlace que recibió o pida uno nuevo a quien se lo envió.",
    ],
    closed: [
        "Esta encuesta está cerrada",
        "En este momento no admite respuestas.",
        "Si le pidieron que participara, escriba a quien le invitó.",
    ],
    not_open_yet: [
        "Esta encuesta aún no está abierta",
        "Admitirá respuestas más adelante.",
        "Vuelva a abrir entonces el enlace que recibió.",
    ],
    over: [
        "Esta encuesta ha terminado",
        "El plazo para responderla ha pasado.",
        "Si le pidieron que participara, escriba a quien le invitó.",
    ],
    invitation_only: [
        "Esta encuesta solo se responde por invitación",
        "El enlace que ha abierto no es una invitación personal.",
        "Use el enlace de la invitación que se le envió.",
    ],
    wrong_referrer: [
        "Esta encuesta se abre desde otra página",
        "Pueden responderla quienes llegan desde una página determinada, y su navegador no ha indicado que sea así.",
        "Vaya a la página donde se anuncia la encuesta y siga el enlace que hay en ella.",
    ],
    done: [
        "Ya ha respondido a esta encuesta",
        "Se puede responder una vez con cada navegador, y con este ya se ha hecho.",
        "Si aquí la respondió otra persona, use otro dispositivo.",
    ],
    no_preview: [
        "Esta vista previa no se puede abrir",
        "El enlace está incompleto o su plazo ha terminado.",
        "Pida un enlace nuevo a quien creó la encuesta.",
    ],
    expired: [
        "Esta página ha estado abierta demasiado tiempo",
        "Su lugar en la encuesta ya no se conserva.",
        "Vuelva a abrir el enlace que recibió para empezar de nuevo.",
    ],
    too_much: [
        "Es demasiado para una página",
        "Lo que se envió es mayor de lo que puede ser una página. Sus respuestas de las páginas anteriores se conservan.",
        "Vuelva atrás en su navegador, acorte los textos más largos y envíe la página otra vez.",
    ],
};

//! The kinds of questions that a survey text can ask for.

/// A question as the survey file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// `QuestionType`.
    pub(super) kind: &'static str,
    /// `Selector`.
    pub(super) selector: &'static str,
    /// `SubSelector`; none where the file has none.
    pub(super) sub_selector: Option<&'static str>,
    /// Which lists it has.
    pub(super) lists: Lists,
}

/// Which lists a question has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// None.
    None,
    /// Choices.
    Choices,
    /// Choices and points of a scale.
    ChoicesAndAnswers,
}

impl Form {
    /// The same question where several choices may be chosen; `None` where that means nothing.
    pub(super) fn multiple(self) -> Option<Self> {
        let selector = match (self.kind, self.selector) {
            ("MC", "SAVR" | "MAVR") => "MAVR",
            ("MC", "SAHR" | "MAHR") => "MAHR",
            ("MC", "SB" | "MSB") => "MSB",
            ("Matrix", _) => return Some(Self { sub_selector: Some("MultipleAnswer"), ..self }),
            _ => return None,
        };
        Some(Self { selector, ..self })
    }
}

pub(super) const CHOICE: Form = form_of("MC", "SAVR", Some("TX"), Lists::Choices);
pub(super) const MATRIX: Form = form_of("Matrix", "Likert", Some("SingleAnswer"), Lists::ChoicesAndAnswers);
pub(super) const TEXT: Form = form_of("TE", "SL", None, Lists::None);
const DESCRIPTIVE: Form = form_of("DB", "TB", None, Lists::None);
const SUM: Form = form_of("CS", "VRTL", Some("TX"), Lists::Choices);
const RANK: Form = form_of("RO", "DND", Some("TX"), Lists::Choices);

/// The kinds by the first word behind `Question:`, their common form, and the words that may follow.
const KINDS: &[(&[&str], Form, &str)] = &[
    (&["mc"], CHOICE, "SingleAnswer, MultipleAnswer, Vertical, Horizontal, Select, MultiSelect, Dropdown"),
    (&["matrix"], MATRIX, "SingleAnswer, MultipleAnswer"),
    (&["te", "textentry"], TEXT, "SingleLine, MultiLine, Essay, Form, Password"),
    (&["db", "text"], DESCRIPTIVE, ""),
    (&["cs", "constantsum"], SUM, ""),
    (&["ro", "rankorder"], RANK, ""),
];

/// Reads what follows `Question:`, such as `MC:SingleAnswer:Vertical`; capitals do not count.
///
/// # Errors
/// What is accepted instead.
pub(super) fn form(words: &str) -> Result<Form, String> {
    let mut words = words.split(':').map(str::trim);
    let kind = words.next().unwrap_or_default().to_ascii_lowercase();
    let known = KINDS.iter().find(|(names, ..)| names.contains(&kind.as_str()));
    let Some((_, form, accepted)) = known else {
        let kinds = "MC, Matrix, TE (TextEntry), DB (Text), CS (ConstantSum) or RO (RankOrder)";
        return Err(format!("the kind of question is expected: {kinds}"));
    };
    words.filter(|word| !word.is_empty()).try_fold(*form, |form, word| {
        refined(form, &word.to_ascii_lowercase()).ok_or_else(|| match *accepted {
            "" => format!("nothing can follow the kind of this question, and `{word}` does"),
            accepted => format!("`{word}` is none of {accepted}, or does not go with what stands before it"),
        })
    })
}

fn refined(form: Form, word: &str) -> Option<Form> {
    let with = |selector| Some(Form { selector, ..form });
    match (form.kind, word, form.selector) {
        ("MC" | "Matrix", "singleanswer", "SAVR" | "SAHR" | "Likert") => Some(form),
        ("MC" | "Matrix", "multipleanswer", _) => form.multiple(),
        ("MC", "vertical", "SAVR" | "MAVR" | "SB" | "MSB") => Some(form),
        ("MC", "horizontal", "SAVR") => with("SAHR"),
        ("MC", "horizontal", "MAVR") => with("MAHR"),
        ("MC", "select", "SAVR") => bare(form, "SB"),
        ("MC", "multiselect", "SAVR" | "MAVR") => bare(form, "MSB"),
        ("MC", "dropdown", "SAVR") => bare(form, "DL"),
        ("TE", "singleline", "SL") => Some(form),
        ("TE", "multiline", "SL") => with("ML"),
        ("TE", "essay", "SL") => with("ESTB"),
        ("TE", "password", "SL") => with("PW"),
        ("TE", "form", "SL") => Some(Form { selector: "FORM", lists: Lists::Choices, ..form }),
        _ => None,
    }
}

/// Lists in a box have no sub selector in real files.
fn bare(form: Form, selector: &'static str) -> Option<Form> {
    Some(Form { selector, sub_selector: None, ..form })
}

const fn form_of(
    kind: &'static str,
    selector: &'static str,
    sub_selector: Option<&'static str>,
    lists: Lists,
) -> Form {
    Form { kind, selector, sub_selector, lists }
}

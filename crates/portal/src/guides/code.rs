//! Blocks of code in guides.

use maud::{Markup, html};

use crate::highlight;

/// A fenced block as it was written.
pub(crate) struct Fenced {
    /// The language: `python`.
    pub(crate) language: String,
    /// The name of the file it is, for whole programs.
    pub(crate) file: Option<String>,
    /// The code.
    pub(crate) text: String,
}

impl Fenced {
    /// The block whose opening line says `info`: the language, then perhaps the file's name.
    pub(crate) fn opened(info: &str) -> Self {
        let mut words = info.split_ascii_whitespace().map(str::to_owned);
        Self { language: words.next().unwrap_or_default(), file: words.next(), text: String::new() }
    }
}

/// One block, with a button that copies it once the script has come.
pub(crate) fn block(label: &str, code: &Fenced) -> Markup {
    html! {
        div.code data-copy {
            pre role="region" aria-label=(label) tabindex="0" {
                code class={ "language-" (code.language) } { (coloured(&code.language, code.text.trim_end())) }
            }
        }
    }
}

/// The same job in several languages, one tab each. The tabs are radio buttons, so that they work without a script.
pub(crate) fn tabs(programs: &[Fenced]) -> Markup {
    html! {
        fieldset.tabs.programs {
            legend.hidden { "Language" }
            @for (place, program) in programs.iter().enumerate() {
                input id={ "program-" (program.language) } type="radio" name="program" value=(program.language) checked[place == 0];
                label for={ "program-" (program.language) } { (title(&program.language)) }
            }
            @for program in programs {
                @let file = program.file.as_deref().unwrap_or_default();
                div.panel {
                    p.muted { code { (file) } }
                    (block(&format!("{}: {file}", title(&program.language)), program))
                }
            }
        }
    }
}

/// The language as people write it.
fn title(language: &str) -> &str {
    match language {
        "python" => "Python",
        "java" => "Java",
        "r" => "R",
        "javascript" => "JavaScript",
        other => other,
    }
}

/// The code as it is shown: the one place where colours are put on.
fn coloured(language: &str, text: &str) -> Markup {
    match highlight::Language::from_fence(language) {
        Some(language) => highlight::markup(language, text),
        None => html! { (text) },
    }
}

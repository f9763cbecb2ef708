//! The programs of the section "Using the APIs": the same job as a whole program in each language.

/// A program of a guide: its language, the name of its file, its text.
type Program = (&'static str, &'static str, &'static str);

/// The programs of a guide as fenced code, one behind the other; the page draws them as tabs.
pub(crate) fn programs(slug: &str) -> Option<String> {
    let programs = of(slug)?;
    Some(
        programs
            .iter()
            .map(|(language, file, text)| format!("```{language} {file}\n{text}```\n\n"))
            .collect(),
    )
}

fn of(slug: &str) -> Option<[Program; 4]> {
    Some(match slug {
        "managing-surveys" => [
            ("python", "program.py", include_str!("../../workflows/managing-surveys/program.py")),
            ("java", "Program.java", include_str!("../../workflows/managing-surveys/Program.java")),
            ("r", "program.R", include_str!("../../workflows/managing-surveys/program.R")),
            ("javascript", "program.mjs", include_str!("../../workflows/managing-surveys/program.mjs")),
        ],
        "managing-users" => [
            ("python", "program.py", include_str!("../../workflows/managing-users/program.py")),
            ("java", "Program.java", include_str!("../../workflows/managing-users/Program.java")),
            ("r", "program.R", include_str!("../../workflows/managing-users/program.R")),
            ("javascript", "program.mjs", include_str!("../../workflows/managing-users/program.mjs")),
        ],
        "getting-survey-results" => [
            ("python", "program.py", include_str!("../../workflows/getting-survey-results/program.py")),
            ("java", "Program.java", include_str!("../../workflows/getting-survey-results/Program.java")),
            ("r", "program.R", include_str!("../../workflows/getting-survey-results/program.R")),
            ("javascript", "program.mjs", include_str!("../../workflows/getting-survey-results/program.mjs")),
        ],
        _ => return None,
    })
}

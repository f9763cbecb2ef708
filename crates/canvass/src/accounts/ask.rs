//! Asks on the terminal for what no option gives.

use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};

use crate::Failure;

/// Holds that every option is given, or can be asked for: that a person sits at a terminal.
///
/// # Errors
/// When one cannot; all that are missing are named.
pub(super) fn can_be_known(options: &[(&str, bool)]) -> Result<(), Failure> {
    let missing: Vec<&str> =
        options.iter().filter(|(_, is_given)| !is_given).map(|(name, _)| *name).collect();
    if missing.is_empty() || io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Failure::Use(format!(
        "there is no terminal to ask on, so these options are needed: {}",
        missing.join(", ")
    )))
}

/// The value that was given, else the one that is typed: it is asked for until it is right.
///
/// # Errors
/// When the terminal is closed.
pub(super) fn unless_given<T, E: Display>(
    given: Option<T>,
    words: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    match given {
        Some(value) => Ok(value),
        None => ask(&mut io::stdin().lock(), &mut io::stderr(), words, parse),
    }
}

fn ask<T, E: Display>(
    input: &mut impl BufRead,
    output: &mut impl Write,
    words: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let failed = |why: io::Error| Failure::failed("the terminal cannot be used", why);
    loop {
        write!(output, "{words}: ").and_then(|()| output.flush()).map_err(failed)?;
        let mut line = String::new();
        if input.read_line(&mut line).map_err(failed)? == 0 {
            return Err(Failure::Failed("nothing was typed, and nothing was made".to_owned()));
        }
        match parse(line.trim()) {
            Ok(value) => return Ok(value),
            Err(why) => writeln!(output, "{why}").map_err(failed)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use model::BrandId;

    use super::*;

    #[test]
    fn it_is_asked_until_it_is_right_and_no_longer_than_somebody_is_there() {
        let mut shown = Vec::new();
        let typed = ask(&mut "Not An Id\nacme\n".as_bytes(), &mut shown, "Id", BrandId::parse).unwrap();
        assert_eq!(typed.as_str(), "acme");
        let shown = String::from_utf8(shown).unwrap();
        assert!(
            shown.starts_with("Id: ") && shown.contains("lower-case") && shown.ends_with("Id: "),
            "{shown}"
        );
        let gone = ask(&mut "".as_bytes(), &mut Vec::new(), "Id", BrandId::parse).unwrap_err();
        assert_eq!(gone.exit_code(), 1);
    }
}

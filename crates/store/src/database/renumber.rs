//! The numbers of parameters in a piece of a statement.

/// Writes a piece with the numbers of its parameters raised, and gives how many parameters it has: its highest number.
pub(crate) fn renumber(piece: &str, by: usize, out: &mut String) -> usize {
    let mut rest = piece;
    let mut highest = 0;
    while let Some((before, from_number)) = rest.split_once('$') {
        let behind = from_number.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &from_number[..from_number.len() - behind.len()];
        let number = digits.parse::<usize>().unwrap_or(0);
        highest = highest.max(number);
        out.push_str(before);
        out.push('$');
        out.push_str(&(number + by).to_string());
        rest = behind;
    }
    out.push_str(rest);
    highest
}

#[cfg(test)]
mod tests {
    use super::renumber;

    #[test]
    fn every_number_is_raised_and_the_highest_is_known() {
        let mut out = String::new();
        assert_eq!(renumber("a = $1 OR (b > $2 AND c < $10) OR a = $1", 3, &mut out), 10);
        assert_eq!(out, "a = $4 OR (b > $5 AND c < $13) OR a = $4");
        assert_eq!(renumber("TRUE", 3, &mut out), 0);
    }
}

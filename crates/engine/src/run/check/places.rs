//! Telephone numbers, postal codes and states, as far as their country can be told from the question.

/// Whether a text is a telephone number of the country that the question asks for (`ValidPhoneType`); of any country
/// where it names none.
pub(crate) fn is_phone(text: &str, kind: &str) -> bool {
    if !text.chars().all(|character| character.is_ascii_digit() || "+-(). /".contains(character)) {
        return false;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_abroad = text.trim_start().starts_with('+') || digits.starts_with("00");
    let Some((_, code, lengths)) = PHONES.iter().find(|(country, ..)| kind == format!("Valid{country}Phone"))
    else {
        return (7..=15).contains(&digits.len());
    };
    let own = match digits.trim_start_matches("00").strip_prefix(code) {
        Some(own) if is_abroad || (*code == "1" && own.len() == 10) => own,
        _ if is_abroad => return false,
        _ => &digits,
    };
    lengths.contains(&own.trim_start_matches('0').len())
}

/// A country, its code, and how many digits its numbers have without the 0 before them.
const PHONES: [(&str, &str, std::ops::RangeInclusive<usize>); 6] = [
    ("US", "1", 10..=10),
    ("CA", "1", 10..=10),
    ("UK", "44", 9..=10),
    ("AU", "61", 9..=9),
    ("NZ", "64", 8..=10),
    ("NL", "31", 9..=9),
];

/// Whether a text is a postal code of the country that the question asks for (`ValidZipType`); of any country where it
/// names none.
pub(crate) fn is_postal_code(text: &str, kind: &str) -> bool {
    // 9 for a digit, A for a letter; blanks and hyphens between them do not count.
    let shapes: &[&str] = match kind {
        "ValidUSZip" => &["99999", "999999999"],
        "ValidCAZip" => &["A9A9A9"],
        "ValidUKZip" => &["A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"],
        "ValidAUZip" | "ValidNZZip" => &["9999"],
        "ValidNLZip" => &["9999AA"],
        _ => {
            let fits = |character: char| character.is_ascii_alphanumeric() || " -".contains(character);
            return (3..=10).contains(&text.len()) && text.chars().all(fits);
        }
    };
    let shape =
        text.chars().filter(|character| !" -".contains(*character)).map(|character| match character {
            character if character.is_ascii_digit() => '9',
            character if character.is_ascii_alphabetic() => 'A',
            other => other,
        });
    shapes.contains(&shape.collect::<String>().as_str())
}

/// Whether a text names a state or territory of the United States, whole or by its two letters.
pub(crate) fn is_state(text: &str) -> bool {
    let text = text.trim();
    let is = |name: &str| {
        let (letters, name) = name.split_once(' ').unwrap_or((name, ""));
        text.eq_ignore_ascii_case(letters) || text.eq_ignore_ascii_case(name)
    };
    STATES.iter().any(|state| is(state))
}

const STATES: [&str; 56] = [
    "AL Alabama",
    "AK Alaska",
    "AZ Arizona",
    "AR Arkansas",
    "CA California",
    "CO Colorado",
    "CT Connecticut",
    "DE Delaware",
    "DC District of Columbia",
    "FL Florida",
    "GA Georgia",
    "HI Hawaii",
    "ID Idaho",
    "IL Illinois",
    "IN Indiana",
    "IA Iowa",
    "KS Kansas",
    "KY Kentucky",
    "LA Louisiana",
    "ME Maine",
    "MD Maryland",
    "MA Massachusetts",
    "MI Michigan",
    "MN Minnesota",
    "MS Mississippi",
    "MO Missouri",
    "MT Montana",
    "NE Nebraska",
    "NV Nevada",
    "NH New Hampshire",
    "NJ New Jersey",
    "NM New Mexico",
    "NY New York",
    "NC North Carolina",
    "ND North Dakota",
    "OH Ohio",
    "OK Oklahoma",
    "OR Oregon",
    "PA Pennsylvania",
    "RI Rhode Island",
    "SC South Carolina",
    "SD South Dakota",
    "TN Tennessee",
    "TX Texas",
    "UT Utah",
    "VT Vermont",
    "VA Virginia",
    "WA Washington",
    "WV West Virginia",
    "WI Wisconsin",
    "WY Wyoming",
    "AS American Samoa",
    "GU Guam",
    "MP Northern Mariana Islands",
    "PR Puerto Rico",
    "VI Virgin Islands",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_those_of_their_country() {
        for (text, kind, is) in [
            ("201-555-0123", "ValidUSPhone", true),
            ("+1 (201) 555.0123", "ValidUSPhone", true),
            ("1 201 555 0123", "ValidCAPhone", true),
            ("555-0123", "ValidUSPhone", false),
            ("+44 20 7946 0018", "ValidUSPhone", false),
            ("020 7946 0018", "ValidUKPhone", true),
            ("+44 20 7946 0018", "ValidUKPhone", true),
            ("0044 20 7946 0018", "ValidUKPhone", true),
            ("7946 0018", "ValidUKPhone", false),
            ("(02) 5550 1234", "ValidAUPhone", true),
            ("02 5550 123", "ValidAUPhone", false),
            ("021 555 0123", "ValidNZPhone", true),
            ("06 12345678", "ValidNLPhone", true),
            ("+31 6 1234567", "ValidNLPhone", false),
            ("+49 30 901820", "", true),
            ("12345", "", false),
            ("call me", "", false),
        ] {
            assert_eq!(is_phone(text, kind), is, "{text} {kind}");
        }
    }

    #[test]
    fn postal_codes_are_those_of_their_country() {
        for (text, kind, is) in [
            ("90210", "ValidUSZip", true),
            ("90210-1234", "ValidUSZip", true),
            ("9021", "ValidUSZip", false),
            ("K1A 0B1", "ValidCAZip", true),
            ("k1a0b1", "ValidCAZip", true),
            ("90210", "ValidCAZip", false),
            ("SW1A 1AA", "ValidUKZip", true),
            ("M1 1AE", "ValidUKZip", true),
            ("M1 1A", "ValidUKZip", false),
            ("2000", "ValidAUZip", true),
            ("20000", "ValidNZZip", false),
            ("1234 AB", "ValidNLZip", true),
            ("1234", "ValidNLZip", false),
            ("10115", "", true),
            ("?", "", false),
        ] {
            assert_eq!(is_postal_code(text, kind), is, "{text} {kind}");
        }
    }

    #[test]
    fn states_have_names_and_two_letters() {
        for (text, is) in [
            ("NY", true),
            ("new york", true),
            (" Utah ", true),
            ("dc", true),
            ("District of Columbia", true),
            ("", false),
            ("York", false),
            ("NYC", false),
        ] {
            assert_eq!(is_state(text), is, "{text}");
        }
    }
}

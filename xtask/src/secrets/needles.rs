//! Secrets as bytes, in every form in which they could be written down.

use std::collections::HashMap;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

/// What is looked for: the forms of all secrets, found together in one pass.
pub(crate) struct Needles {
    /// The forms, each with the place of its secret.
    forms: Vec<(usize, Vec<u8>)>,
    /// By their first bytes.
    by_head: HashMap<[u8; HEAD], Vec<usize>>,
    /// Which two bytes any of them begins with: most of what is read is passed over by this alone.
    begins: Vec<bool>,
}

/// The shortest text that is looked for; a shorter one would be found by chance.
pub(crate) const HEAD: usize = 8;
/// A form of at least this length is looked for by its halves: where a database breaks a value off and goes on elsewhere, one
/// of them is whole.
const HALVED: usize = 24;

impl Needles {
    pub(crate) fn of<'s>(secrets: impl Iterator<Item = &'s str>) -> Self {
        let mut forms = Vec::new();
        for (secret, text) in secrets.enumerate() {
            let mut of_one: Vec<Vec<u8>> = written(text).into_iter().flat_map(halves).collect();
            of_one.retain(|form| form.len() >= HEAD);
            of_one.sort_unstable();
            of_one.dedup();
            forms.extend(of_one.into_iter().map(|form| (secret, form)));
        }
        let (mut by_head, mut begins) = (HashMap::<_, Vec<usize>>::new(), vec![false; 1 << 16]);
        for (place, (_, form)) in forms.iter().enumerate() {
            if let Some(head) = form.first_chunk::<HEAD>() {
                by_head.entry(*head).or_default().push(place);
                begins[two(head)] = true;
            }
        }
        Self { forms, by_head, begins }
    }

    /// The places of the secrets that stand in these bytes, without repetition, and how many bytes before each.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, head) in bytes.array_windows::<HEAD>().enumerate() {
            if !self.begins[two(head)] {
                continue;
            }
            for place in self.by_head.get(head).into_iter().flatten() {
                let (secret, form) = &self.forms[*place];
                if bytes[at..].starts_with(form) && found.iter().all(|(known, _)| known != secret) {
                    found.push((*secret, at));
                }
            }
        }
        found
    }
}

fn two(head: &[u8; HEAD]) -> usize {
    usize::from(head[0]) << 8 | usize::from(head[1])
}

/// A text as it stands in files, forms, addresses, pages, JSON, headers and dumps.
fn written(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let quoted = serde_json::Value::from(text).to_string();
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let percent = |is_kept: fn(u8) -> bool, blank: &str| -> String {
        let one = |byte: &u8| match byte {
            b' ' => blank.to_owned(),
            kept if is_kept(*kept) => char::from(*kept).to_string(),
            other => format!("%{other:02X}"),
        };
        bytes.iter().map(one).collect()
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut forms = vec![
        bytes.to_vec(),
        quoted.trim_matches('"').as_bytes().to_vec(),
        html.replace('\'', "&#39;").into_bytes(),
        html.into_bytes(),
        text.replace('\'', "''").into_bytes(),
        percent(unreserved, "%20").into_bytes(),
        percent(unreserved, "+").into_bytes(),
        percent(|byte| byte.is_ascii_alphanumeric(), "%20").into_bytes(),
        HEXLOWER.encode(bytes).into_bytes(),
        HEXUPPER.encode(bytes).into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        bytes.iter().rev().copied().collect(),
    ];
    // In base64 three bytes are four letters, so a text within another, such as `id:secret`, has three looks; the letters at
    // both ends depend on what stands beside it.
    for before in 0..3 {
        let padded = [&vec![0; before][..], bytes].concat();
        for encoding in [&BASE64_NOPAD, &BASE64URL_NOPAD] {
            let letters = encoding.encode(&padded).into_bytes();
            let first = [0, 2, 3][before];
            let last = letters.len() - usize::from(padded.len() % 3 != 0);
            forms.push(letters.get(first..last).unwrap_or_default().to_vec());
        }
    }
    forms
}

fn halves(form: Vec<u8>) -> Vec<Vec<u8>> {
    if form.len() < HALVED {
        return vec![form];
    }
    let (first, second) = form.split_at(form.len() / 2);
    vec![first.to_vec(), second.to_vec()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "q8Zr2Lw0Xc5Vb7Nm1Kj4Hg6Fd9Sa3Pq2Wo5Ei8Ru";
    const PASSWORD: &str = "p\"ss w'rd & <ü>";

    fn found(text: impl AsRef<[u8]>) -> Vec<usize> {
        Needles::of([TOKEN, PASSWORD].into_iter())
            .found_in(text.as_ref())
            .into_iter()
            .map(|(one, _)| one)
            .collect()
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let basic = |id: &str| data_encoding::BASE64.encode(format!("{id}:{TOKEN}").as_bytes());
        for text in [
            format!("X-API-TOKEN: {TOKEN}\r\n"),
            format!("Basic {}", basic("a")),
            format!("Basic {}", basic("ab")),
            format!("Basic {}", basic("abc")),
            format!("\\x{}", HEXLOWER.encode(TOKEN.as_bytes())),
            format!("…{}", &TOKEN[20..]),
        ] {
            assert_eq!(found(&text), [0], "{text}");
        }
        for text in [
            PASSWORD.to_owned(),
            serde_json::json!({ "password": PASSWORD }).to_string(),
            "password=p%22ss+w%27rd+%26+%3C%C3%BC%3E".to_owned(),
            "p&quot;ss w&#39;rd &amp; &lt;ü&gt;".to_owned(),
            format!("INSERT INTO t VALUES ('{}')", PASSWORD.replace('\'', "''")),
        ] {
            assert_eq!(found(&text), [1], "{text}");
        }
        let wide: Vec<u8> = TOKEN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(wide), [0]);
    }

    #[test]
    fn what_is_none_is_not_found_and_a_secret_once() {
        assert_eq!(found(format!("{} {}", &TOKEN[1..20], TOKEN.to_lowercase())), Vec::<usize>::new());
        assert_eq!(found("short"), Vec::<usize>::new());
        assert_eq!(found(format!("{TOKEN} {TOKEN} {PASSWORD}")), [0, 1]);
    }
}

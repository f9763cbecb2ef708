//! What stands for each id, person, host and word: the same everywhere.

use std::collections::HashMap;

use super::texts::is_id;

/// What has been replaced, each kind counted for itself.
#[derive(Default)]
pub(super) struct Names {
    ids: HashMap<String, String>,
    people: HashMap<String, String>,
    hosts: HashMap<String, String>,
    words: HashMap<String, usize>,
}

impl Names {
    pub(super) fn id(&mut self, id: &str) -> String {
        let number = self.ids.len() + 1;
        let (prefix, drawn) = id.split_once('_').unwrap_or((id, ""));
        let made = || format!("{prefix}_{number:0width$}", width = drawn.len());
        self.ids.entry(id.to_owned()).or_insert_with(made).clone()
    }

    /// Upper and lower case are the same person.
    pub(super) fn person(&mut self, address: &str) -> String {
        let number = self.people.len() + 1;
        self.people
            .entry(address.to_lowercase())
            .or_insert_with(|| format!("person{number}@example.org"))
            .clone()
    }

    pub(super) fn host(&mut self, host: &str) -> String {
        let number = self.hosts.len() + 1;
        self.hosts.entry(host.to_lowercase()).or_insert_with(|| format!("site{number}.example")).clone()
    }

    /// A word that may be compared with another: words that differ only in case get names that do too.
    pub(super) fn word(&mut self, word: &str) -> String {
        let number = self.words.len() + 1;
        let number = *self.words.entry(word.to_lowercase()).or_insert(number);
        match word {
            word if !word.contains(char::is_lowercase) && word.contains(char::is_uppercase) => {
                format!("WORD{number}")
            }
            word if word.starts_with(char::is_uppercase) => format!("Word{number}"),
            _ => format!("word{number}"),
        }
    }

    /// Every id in a text replaced.
    pub(super) fn identified(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(place) = rest.find('_') {
            let (before, after) = rest.split_at(place + 1);
            let letters = before[..place].bytes().rev().take_while(u8::is_ascii_uppercase).count();
            let digits = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let begins = before[..place - letters].chars().next_back();
            let start = place - letters;
            let id = &rest[start..=place + digits];
            if is_id(id) && begins.is_none_or(|before| !before.is_ascii_alphanumeric() && before != '_') {
                out.push_str(&rest[..start]);
                out.push_str(&self.id(id));
                rest = &rest[place + 1 + digits..];
            } else {
                out.push_str(before);
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }
}

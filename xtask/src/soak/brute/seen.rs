//! What guesses were answered, and whether any answer tells them apart.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::http::Answer;
use crate::tally::Tally;

/// What memory may grow by for all guesses of a kind: some kilobytes kept of each would be more.
const GROWTH: u64 = 8 << 20;
/// What the hash of a password takes. The allocator keeps it for the thread behind the requests, in one run sooner than in
/// another.
const HASH: u64 = 19 << 20;

/// What guesses of one kind were answered.
#[derive(Default)]
pub(super) struct Seen {
    /// How an answer of each status looks, and how many there were.
    faces: BTreeMap<u16, (String, usize)>,
    /// The first that looks otherwise than another of its status.
    uneven: Option<String>,
    wrong: Vec<Duration>,
    pub(super) right: Vec<Duration>,
    /// What may stay in memory besides.
    hash: u64,
    /// A wrong one with the name of nobody.
    nobodys: Vec<Duration>,
}

impl Seen {
    /// Nothing yet, of guesses that cost a hash each.
    pub(super) fn of_passwords() -> Self {
        Self { hash: HASH, ..Self::default() }
    }

    pub(super) fn take(&mut self, answer: &Answer, time: Duration) {
        let face = face(answer);
        let (known, count) = self.faces.entry(answer.status).or_insert_with(|| (face.clone(), 0));
        *count += 1;
        if *known != face && self.uneven.is_none() {
            self.uneven = Some(format!("{face}\n        beside\n        {known}"));
        }
        self.wrong.push(time);
    }

    /// The same of a guess with the name of nobody.
    pub(super) fn take_nobodys(&mut self, answer: &Answer, time: Duration) {
        self.take(answer, time);
        self.nobodys.extend(self.wrong.pop());
    }

    /// Prints what was seen and holds it.
    pub(super) fn judge(self, what: &str, memory: (u64, u64), tally: &mut Tally) {
        let counts: Vec<String> =
            self.faces.iter().map(|(status, (_, count))| format!("{count} of {status}")).collect();
        println!("    {what}: {}", counts.join(", "));
        let medians =
            [("a wrong one", self.wrong), ("one for nobody", self.nobodys), ("a right one", self.right)];
        let medians = medians.into_iter().filter(|(_, times)| !times.is_empty());
        let told: Vec<String> = medians
            .map(|(which, times)| format!("{:.3} ms of {which}", median(times).as_secs_f64() * 1e3))
            .collect();
        println!(
            "    {what}: medians {}; memory {} and {} KiB",
            told.join(", "),
            memory.0 >> 10,
            memory.1 >> 10
        );
        hold(
            self.faces.keys().all(|status| (400..500).contains(status)),
            tally,
            &format!("{what}: none succeeds"),
        );
        hold(self.uneven.is_none(), tally, &format!("{what}: answers are alike"));
        if let Some(uneven) = self.uneven {
            println!("        {uneven}");
        }
        hold(memory.1 <= memory.0 + GROWTH + self.hash, tally, &format!("{what}: memory stays flat"));
    }
}

/// Status, headers and body, without what is another with every request.
fn face(answer: &Answer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date" && name != "request-time");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    let mut body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if let Some(meta) = body.get_mut("meta").and_then(Value::as_object_mut) {
        meta.remove("requestId");
    }
    format!("{} {} {body}", answer.status, headers.join(", "))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A line that says whether it holds.
pub(super) fn hold(holds: bool, tally: &mut Tally, what: &str) {
    println!("    {} - {what}", if holds { "ok" } else { "not ok" });
    tally.add(if holds { Tally { passed: 1, ..Tally::default() } } else { Tally::ONE_FAILED });
}

/// A line only where it does not hold.
pub(super) fn hold_quietly(holds: bool, tally: &mut Tally, what: &str) {
    if holds {
        tally.passed += 1;
    } else {
        hold(false, tally, what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, id: &str, words: &str) -> Answer {
        let body =
            serde_json::json!({ "meta": { "requestId": id, "error": words } }).to_string().into_bytes();
        let headers = vec![("date".to_owned(), id.to_owned()), ("a".to_owned(), "b".to_owned())];
        Answer { status, location: None, headers, body }
    }

    #[test]
    fn answers_that_differ_in_more_than_their_number_are_uneven() {
        let mut seen = Seen::default();
        for answer in [answer(401, "1", "no"), answer(401, "2", "no"), answer(429, "3", "later")] {
            seen.take(&answer, Duration::ZERO);
        }
        assert!(seen.uneven.is_none());
        seen.take(&answer(401, "4", "nearly"), Duration::ZERO);
        assert!(seen.uneven.is_some());
        let mut tally = Tally::default();
        seen.judge("guesses", (0, 0), &mut tally);
        assert_eq!((tally.passed, tally.failed), (2, 1));
        let mut succeeded = Seen::default();
        succeeded.take(&answer(200, "1", "yes"), Duration::ZERO);
        let mut tally = Tally::default();
        succeeded.judge("guesses", (0, GROWTH + 1), &mut tally);
        assert_eq!((tally.passed, tally.failed), (1, 2));
    }
}

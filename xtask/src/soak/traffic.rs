//! Everything that goes on while something is killed: submitters, respondents, jobs, changes of a survey.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::ledger::{self, Ledger};
use super::respondent::{Respondent, Step};
use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

const SUBMITTERS: usize = 48;
const RESPONDENTS: usize = 16;
/// Rows of an import.
const ROWS: usize = 300;
/// The longest that the first answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the traffic goes.
pub(super) struct Stage<'a> {
    /// The processes; everybody goes on with the next one when one is away.
    pub(super) addresses: Vec<String>,
    pub(super) token: &'a str,
    pub(super) survey: &'a str,
    /// Tells the texts of this round from those of others.
    pub(super) round: usize,
    /// Names given to the survey so far.
    pub(super) names: &'a AtomicU64,
}

/// What everybody sees.
struct Scene<'a> {
    stage: &'a Stage<'a>,
    has_begun: AtomicBool,
    is_over: AtomicBool,
}

/// The respondents of all rounds: who was in the middle of a survey when the server died goes on in the next round.
pub(super) struct Crowd(Vec<Respondent>);

impl Crowd {
    pub(super) fn new(survey: &str) -> Self {
        Self((0..RESPONDENTS).map(|number| Respondent::new(survey, format!("v-0-{number}"))).collect())
    }
}

impl Stage<'_> {
    /// Lets everybody work, and calls `kill` once the first thing was acknowledged and a while has passed.
    pub(super) fn play(&self, crowd: &mut Crowd, kill: impl FnOnce() -> Outcome<()>) -> Outcome<Ledger> {
        let scene = Scene { stage: self, has_begun: AtomicBool::new(false), is_over: AtomicBool::new(false) };
        std::thread::scope(|scope| {
            let scene = &scene;
            let mut players = Vec::new();
            for number in 0..SUBMITTERS {
                players.push(scope.spawn(move || scene.submit(number)));
            }
            for (number, respondent) in crowd.0.iter_mut().enumerate() {
                players.push(scope.spawn(move || scene.respond(number, respondent)));
            }
            players.push(scope.spawn(|| scene.start_jobs()));
            players.push(scope.spawn(|| scene.rename()));
            // A busy machine may take long over the first answer, and a kill before it would show nothing.
            let begin = Instant::now();
            while !scene.has_begun.load(Ordering::Relaxed) && begin.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(1));
            }
            // The moment moves through what the server does; the same in each run.
            let pause = 150 + 37 * u64::try_from(self.round).unwrap_or(0) % 300;
            std::thread::sleep(Duration::from_millis(pause));
            let killed = kill();
            scene.is_over.store(true, Ordering::Relaxed);
            let mut ledger = Ledger::default();
            for player in players {
                ledger.add(player.join().map_err(|_| "a player panicked")?);
            }
            killed.map(|()| ledger)
        })
    }
}

impl Scene<'_> {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    /// The connection to one process, the `number`th of them.
    fn client(&self, number: usize) -> Client {
        let addresses = &self.stage.addresses;
        Client::new(&addresses[number % addresses.len()], self.stage.token)
    }

    /// After a connection broke: the one to the next process, after a moment.
    fn turn(&self, client: &mut Client, number: &mut usize) {
        std::thread::sleep(Duration::from_millis(5));
        *number += 1;
        *client = self.client(*number);
    }

    fn submit(&self, number: usize) -> Ledger {
        let (mut ledger, mut at, mut client) = (Ledger::default(), number, self.client(number));
        let path = format!("/API/v3/surveys/{}/responses", self.stage.survey);
        let mut sent = 0;
        while self.goes_on() {
            sent += 1;
            // What came of one whose answer was lost is not known: it is never sent again.
            let text = format!("a-{}-{number}-{sent}", self.stage.round);
            let body = json!({"values": {"QID1": 1, "QID2": ["1", "2"], "QID3_TEXT": text}}).to_string();
            match client.post(&path, &body) {
                Ok(answer) if matches!(answer.status, 429 | 503) => {
                    std::thread::sleep(Duration::from_millis(20))
                }
                Ok(answer) => match answer.result_text("responseId") {
                    Ok(id) => {
                        ledger.responses.insert(id, text);
                        self.has_begun.store(true, Ordering::Relaxed);
                    }
                    Err(why) => ledger.faults.push(why.to_string()),
                },
                Err(_) => self.turn(&mut client, &mut at),
            }
        }
        ledger
    }

    fn respond(&self, number: usize, respondent: &mut Respondent) -> Ledger {
        let (mut ledger, mut at, mut client) = (Ledger::default(), number, self.client(number));
        let mut begun = 0;
        while self.goes_on() {
            match respondent.step(&mut client) {
                Ok(Step::Ended) => {
                    ledger.thanked.insert(respondent.text.clone());
                    begun += 1;
                    *respondent = respondent.next(format!("v-{}-{number}-{begun}", self.stage.round));
                }
                // The next page may come from another process.
                Ok(Step::Moved) if self.stage.addresses.len() > 1 => {
                    at += 1;
                    client = self.client(at);
                }
                Ok(Step::Moved) => {}
                Ok(Step::Later(_)) => std::thread::sleep(Duration::from_millis(20)),
                Err(why) if why.to_string().starts_with("fault") => {
                    ledger.faults.push(why.to_string());
                    begun += 1;
                    *respondent = respondent.next(format!("v-{}-{number}-{begun}", self.stage.round));
                }
                Err(_) => self.turn(&mut client, &mut at),
            }
        }
        ledger
    }

    /// An import, an export and a new survey, one after the other, with pauses: each ends long after its round.
    fn start_jobs(&self) -> Ledger {
        let (mut ledger, mut client) = (Ledger::default(), self.client(self.stage.round));
        let survey = self.stage.survey;
        let (file, texts) = ledger::rows(&format!("i-{}", self.stage.round), ROWS);
        let path = format!("/API/v3/surveys/{survey}/import-responses");
        let import = client.send("POST", &path, "text/csv", file.as_bytes());
        if let Ok(job) = import.and_then(|answer| answer.result_text("progressId")) {
            ledger.imports.push((job, texts));
        }
        while self.goes_on() && ledger.exports.len() < 2 {
            match ledger::start_export(&mut client, survey) {
                Ok(job) => ledger.exports.push(job),
                Err(_) => break,
            }
            if let Ok(made) =
                fixtures::tiny_survey().and_then(|file| fixtures::import(&mut client, "Made", &file))
            {
                ledger.surveys.push(made);
            }
            std::thread::sleep(Duration::from_millis(90));
        }
        ledger
    }

    /// Changes the survey while it is answered.
    fn rename(&self) -> Ledger {
        let (mut ledger, mut at, mut client) = (Ledger::default(), 1, self.client(1));
        let path = format!("/API/v3/surveys/{}", self.stage.survey);
        while self.goes_on() {
            let number = self.stage.names.fetch_add(1, Ordering::Relaxed) + 1;
            let body = json!({ "name": ledger::name(number) }).to_string();
            match client.send("PUT", &path, "application/json", body.as_bytes()) {
                Ok(answer) if answer.status == 200 => ledger.named = number,
                Ok(answer) if matches!(answer.status, 429 | 503) => {}
                Ok(answer) => {
                    ledger.faults.push(format!("a change of the survey was answered {}", answer.status))
                }
                Err(_) => self.turn(&mut client, &mut at),
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        ledger
    }
}

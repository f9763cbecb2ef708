//! Walks surveys on a server that really listens, ten times as many as the tests. `cargo xtask soak walk` runs it.
//!
//! Arguments: `ADDRESS TOKEN walks WALKS SURVEYS`. The server must believe this machine when it says whom it asks for. It prints what
//! it did and Markdown tables, and takes surveys of 2,000 questions for each walk.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use testkit::generate::{MOST_BLOCKS, circular, large, sparse, survey};
use testkit::walk::{
    Knowledge, Reached, Remote, Round, Site, Walk, address, compare, walk, walk_file, with_way_back,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Respondents at once.
const AT_ONCE: u64 = 64;
/// Walks through each generated survey.
const WALKS_OF_GENERATED: u64 = 5;
#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [at, token, "walks", walks, surveys] => {
            let server = Server { at: at.to_owned(), token: token.to_owned() };
            server.walks(walks.parse()?, surveys.parse()?).await
        }
        _ => Err("ADDRESS TOKEN walks WALKS SURVEYS".into()),
    }
}

/// Where the surveys are put.
#[derive(Clone)]
struct Server {
    at: String,
    token: String,
}

/// What went on, for the tables at the end.
#[derive(Default)]
struct Seen {
    corpus: Reached,
    generated: Reached,
    unanswerable: BTreeMap<String, usize>,
    failures: Vec<String>,
    walks: usize,
    pages: usize,
    cells: usize,
}

impl Server {
    /// A connection of its own.
    fn site(&self) -> Site<'static> {
        Site::Remote(Remote::at(&self.at, &self.token))
    }

    async fn walks(&self, walks: u64, surveys: u64) -> Outcome<()> {
        let (site, mut seen) = (self.site(), Seen::default());
        for file in needs::corpus::survey_files().ok_or("the corpus is not beside the project")? {
            let name = file.display().to_string();
            let name = name.rsplit("corpus/").next().unwrap_or(&name).to_owned();
            let bytes = std::fs::read(&file)?;
            let back = (format!("{name}, with the way back"), with_way_back(&bytes), 0..walks / 5 + 1);
            for (name, bytes, seeds) in [(name, bytes, 0..walks), back] {
                let outcome = walk_file(&site, &name, &bytes, seeds).await.and_then(Round::well_piped);
                if let Some(round) = seen.note(&name, outcome) {
                    seen.corpus.add(&round);
                    seen.unanswerable.extend(round.unanswerable());
                }
            }
        }
        for seed in 0..surveys {
            let name = format!("generated {seed}");
            let file = survey(seed, MOST_BLOCKS).file;
            let outcome =
                walk_file(&site, &name, &file, 0..WALKS_OF_GENERATED).await.and_then(Round::well_piped);
            if let Some(round) = seen.note(&name, outcome) {
                seen.generated.add(&round);
            }
        }
        for seed in 0..surveys / 10 {
            let name = format!("{AT_ONCE} at once in generated {seed}");
            match self.together(&with_way_back(&survey(seed, MOST_BLOCKS).file)).await {
                Ok(walks) => {
                    println!("    {name}: {} pages", walks.iter().map(|walk| walk.pages).sum::<usize>())
                }
                Err(why) => seen.failures.push(format!("{name}: {why}")),
            }
        }
        let times = usize::try_from(walks)?;
        for (what, questions, file) in [
            ("questions", 200 * times, large(200 * times)),
            ("questions with nothing else", 2_000 * times, sparse(2_000 * times)),
            ("questions in a circle", 20 * times, circular(20 * times)),
        ] {
            let name = &format!("{questions} {what}");
            let begin = Instant::now();
            let outcome = walk_file(&site, name, &file, 0..1).await;
            println!("    {name} ({} bytes): {:.1} s", file.len(), begin.elapsed().as_secs_f64());
            seen.note(name, outcome);
        }
        seen.tell()
    }

    /// Many respondents of one survey at once, each with a connection of its own.
    async fn together(&self, file: &[u8]) -> Outcome<Vec<Walk>> {
        let site = self.site();
        let id = site.import("together", file).await?;
        let known = Arc::new(Knowledge::of(&serde_json::from_slice(file)?));
        let respondents: Vec<_> = (0..AT_ONCE)
            .map(|seed| {
                let (site, known, address) = (self.site(), Arc::clone(&known), address(&id, seed, &known));
                tokio::spawn(async move { walk(&site, &address, seed, &known).await })
            })
            .collect();
        let mut walks = Vec::new();
        for respondent in respondents {
            walks.push(respondent.await??);
        }
        compare(&site, &id, file, &walks).await?;
        Ok(walks)
    }
}

impl Seen {
    fn note(&mut self, name: &str, outcome: Result<Round, String>) -> Option<Round> {
        match outcome {
            Ok(round) => {
                println!("    {name}: {round}");
                self.walks += round.walks.len();
                self.pages += round.walks.iter().map(|walk| walk.pages).sum::<usize>();
                self.cells += round.cells;
                Some(round)
            }
            Err(why) => {
                println!("    not ok - {why}");
                self.failures.push(why);
                None
            }
        }
    }

    fn tell(&self) -> Outcome<()> {
        let Self { walks, pages, cells, .. } = self;
        println!("\n{walks} walks, {pages} pages, {cells} cells compared");
        println!("not answerable, and never demanded: {:?}", self.unanswerable);
        println!("\nThe corpus:\n\n{}\nGenerated surveys:\n\n{}", self.corpus, self.generated);
        println!("in generated surveys and never met: {:?}", self.generated.missed());
        if self.failures.is_empty() { Ok(()) } else { Err(format!("{:#?}", self.failures).into()) }
    }
}

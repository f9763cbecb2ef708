//! How long a list is read to its end by pages (docs/benchmarks.md). `cargo xtask bench lists` runs it and reads its
//! lines: name, figure.
//!
//! Arguments: `ROWS FILE.db | ROWS POSTGRES-URL`.

use std::error::Error;
use std::time::{Duration, Instant};

use model::account::Caller;
use model::{BrandId, Moment, UserId};
use store::access::Scope;
use store::users::User;
use store::{DatabaseUrl, FilesUrl, Param, Settings, Store, Window};

const INSERT_BRAND: &str = "
    INSERT INTO brand (id, name, created_ms)
    VALUES ($1, 'Lists', $2)";
const INSERT: &str = "
    INSERT INTO user_account (
           id,
           brand,
           username,
           first_name,
           last_name,
           email,
           user_type,
           status,
           language,
           time_zone,
           created_ms)
    VALUES ($1, $2, $1, 'Ada', 'Lovelace', 'ada@example.org', 'UT_FULLUSER', 0, 'en', 'Europe/Vienna', $3)";
const BRAND: &str = "lists";
const NOW: Moment = Moment(1_700_000_000_000);
/// Rows of a transaction while the table is filled.
const AT_ONCE: usize = 2_000;
/// Rows of a page, as many as the API gives.
const PAGE: usize = 100;
/// How far the list is also read by offset.
const BY_OFFSET: usize = 50_000;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long the list took.
#[derive(Default)]
struct Times {
    /// When each tenth of the rows was read, counted from the beginning.
    tenths: [Duration; 10],
    /// The middle time of a page in each tenth, which other work on the machine moves less.
    pages: [Duration; 10],
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, database] = arguments.as_slice() else {
        return Err("ROWS FILE.db | ROWS POSTGRES-URL".into());
    };
    let rows: usize = rows.parse()?;
    let database = match database.starts_with("postgres") {
        true => DatabaseUrl::parse(database),
        false => DatabaseUrl::Sqlite(database.into()),
    };
    let store = Store::open(&Settings { database, files: FilesUrl::Memory }).await?;
    let begin = Instant::now();
    fill(&store, rows).await?;
    say("fill", begin.elapsed().as_secs_f64());
    std::fs::write("/proc/self/clear_refs", "5")?;
    let before = memory("VmRSS:")?;
    let Times { tenths, pages } = by_key(&store, rows).await?;
    say("peak above idle, KiB", memory("VmHWM:")? - before);
    say("first tenth", tenths[0].as_secs_f64());
    say("last tenth", (tenths[9] - tenths[8]).as_secs_f64());
    say("page of the first tenth, µs", pages[0].as_secs_f64() * 1e6);
    say("page of the last tenth, µs", pages[9].as_secs_f64() * 1e6);
    say("half", tenths[4].as_secs_f64());
    say("whole", tenths[9].as_secs_f64());
    let (half, whole) = by_offset(&store, BY_OFFSET.min(rows)).await?;
    say("by offset, half", half.as_secs_f64());
    say("by offset, whole", whole.as_secs_f64());
    Ok(store.close().await?)
}

async fn fill(store: &Store, rows: usize) -> Outcome<()> {
    let mut transaction = store.begin().await?;
    transaction.execute(INSERT_BRAND, &[BRAND.into(), Param::Integer(NOW.0)]).await?;
    transaction.commit().await?;
    for first in (0..rows).step_by(AT_ONCE) {
        let ids = (first..rows.min(first + AT_ONCE)).map(|number| {
            let number = number as u64;
            UserId::generate(NOW.0 + (number / 100) as i64, number, number)
        });
        let ids: Vec<UserId> = ids.collect();
        let of_row = |id| [Param::Text(UserId::as_str(id)), BRAND.into(), Param::Integer(NOW.0)];
        let mut transaction = store.begin_statement().await?;
        transaction.insert_many(INSERT, &ids.iter().map(of_row).collect::<Vec<_>>()).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Reads the whole list, each page from the last row of the one before.
async fn by_key(store: &Store, rows: usize) -> Outcome<Times> {
    let (mut times, mut pages, mut seen) = (Times::default(), Vec::new(), 0);
    let mut last: Option<String> = None;
    let begin = Instant::now();
    loop {
        let of_page = Instant::now();
        let found = page(store, last.take().unwrap_or_default(), 0).await?;
        pages.push(of_page.elapsed());
        let ended = (seen * 10 / rows)..((seen + found.0) * 10 / rows);
        if !ended.is_empty() {
            pages.sort_unstable();
            times.pages[ended.clone()].fill(pages[pages.len() / 2]);
            times.tenths[ended].fill(begin.elapsed());
            pages.clear();
        }
        seen += found.0;
        if found.0 < PAGE {
            break;
        }
        last = found.1;
    }
    if seen == rows { Ok(times) } else { Err(format!("{seen} of {rows} rows were read").into()) }
}

/// Reads the first rows of the list by offset; gives when half of them were read, and all.
async fn by_offset(store: &Store, rows: usize) -> Outcome<(Duration, Duration)> {
    let begin = Instant::now();
    let mut half = None;
    for offset in (0..rows).step_by(PAGE) {
        if offset * 2 >= rows {
            half.get_or_insert_with(|| begin.elapsed());
        }
        page(store, String::new(), u32::try_from(offset)?).await?;
    }
    Ok((half.unwrap_or_default(), begin.elapsed()))
}

/// How many rows a page of the API's list has, and the id of the last.
async fn page(store: &Store, after: String, offset: u32) -> Outcome<(usize, Option<String>)> {
    let (user, brand) = (UserId::generate(NOW.0, 0, 0), BrandId::parse(BRAND)?);
    let scope = Scope::of(&Caller::administrator(brand, user)).ok_or("no scope")?;
    let window = Window { after, offset, limit: u32::try_from(PAGE)? };
    let users = store.read().page::<User>(&scope, &window).await?;
    Ok((users.len(), users.last().map(|user| user.id.to_string())))
}

/// A line of what Linux says of this process, in KiB.
fn memory(name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn say(name: &str, figure: f64) {
    println!("{name}\t{figure:.3}");
}

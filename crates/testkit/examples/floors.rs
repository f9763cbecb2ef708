//! Two figures that HTTP would hide (docs/benchmarks.md): the store's own durable ingest beside a bare log, and an
//! export's one thread beside the formatter alone. `cargo xtask bench` runs it and reads its lines: name, ours, limit.
//!
//! Arguments: `FOLDER ROWS ROUNDS FILE.qsf FILE.csv [POSTGRES-URL]`.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use engine::columns::ColumnOptions;
use formats::export::{ExportOptions, Format, Plan, StoredResponse};
use formats::import::{ImportOptions, Importer};
use model::account::Brand;
use model::field::FieldList;
use model::survey::pieces::Pieces;
use model::text::Name;
use model::{BrandId, Moment, ResponseId, SurveyId, UserId};
use store::responses::Flags;
use store::surveys::{SurveyNo, SurveyRow};
use store::{Allowed, DatabaseUrl, FilesUrl, NewResponse, Scan, Settings, Store};
use tokio::sync::oneshot;

const SUBMITTERS: usize = 64;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A response as the store keeps it.
#[derive(Clone)]
struct Body {
    recorded_ms: i64,
    bytes: Arc<[u8]>,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rows, rounds, qsf, csv, rest @ ..] = arguments.as_slice() else {
        return Err("FOLDER ROWS ROUNDS FILE.qsf FILE.csv [POSTGRES-URL]".into());
    };
    let (rows, rounds): (usize, usize) = (rows.parse()?, rounds.parse()?);
    let folder = Path::new(folder);
    let survey = formats::qsf::survey(&formats::qsf::read(&std::fs::read(qsf)?)?);
    let columns = engine::columns::of(&survey, &ColumnOptions::default());
    let list = FieldList { version: 1, fields: engine::fields::of(&survey) };
    let bodies = bodies(csv, &columns, &list)?;
    let database = match rest {
        [url, ..] => DatabaseUrl::parse(url),
        [] => DatabaseUrl::Sqlite(folder.join("floors.db")),
    };
    let files = FilesUrl::Folder(folder.join("floors-files"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let store = runtime.block_on(Store::open(&Settings { database, files }))?;
    let number = runtime.block_on(survey_of(&store))?;
    for round in 0..rounds {
        let log = runtime.block_on(log(folder.join("floors.log"), &bodies, rows))?;
        let start = Instant::now();
        runtime.block_on(ingest(&store, number, &bodies, rows, round))?;
        say("durable ingest in the store, 64 submitters, rows/s", rate(rows, start), log);
    }
    let plan = Plan::new(&columns, &ExportOptions::new(Format::Csv))?;
    for _ in 0..rounds {
        let kept = rows * rounds;
        let start = Instant::now();
        format_alone(&plan, &list, &bodies, kept)?;
        let alone = rate(kept, start);
        let start = Instant::now();
        let read = scan(&store, number, &plan, &list)?;
        say("CSV export, one thread, rows/s", rate(read, start), alone);
    }
    runtime.block_on(store.close())?;
    Ok(())
}

/// Every response of the CSV file, as the store would keep it.
fn bodies(csv: &str, columns: &[model::column::Column], list: &FieldList) -> Outcome<Vec<Body>> {
    let importer = Importer::open(BufReader::new(File::open(csv)?), columns, &ImportOptions::default())?;
    let mut bodies = Vec::new();
    for given in importer {
        let given = given?;
        let id = ResponseId::parse(given.id.as_deref().unwrap_or_default())?;
        let recorded_ms = given.recorded_ms.unwrap_or_default();
        let response = given.into_response(id, Moment(recorded_ms), Moment(recorded_ms));
        let bytes = model::response::body::encode(&response, list).map_err(|unknown| unknown.join(", "))?;
        bodies.push(Body { recorded_ms, bytes: bytes.into() });
    }
    if bodies.is_empty() { Err("the CSV file holds no response".into()) } else { Ok(bodies) }
}

/// A brand and a survey to put the responses into.
async fn survey_of(store: &Store) -> Outcome<SurveyNo> {
    let mut transaction = store.begin().await?;
    let brand = BrandId::parse("floors")?;
    let user = UserId::parse("UR_0floorsfloors00")?;
    let now = Moment(1_700_000_000_000);
    let row = Brand { id: brand.clone(), name: "Floors".into(), created: now };
    store::brands::insert(&mut transaction, &row).await?;
    let survey = SurveyRow {
        no: SurveyNo::NONE,
        id: SurveyId::parse("SV_0floorsfloors00")?,
        brand,
        owner: user.clone().into(),
        creator: user,
        name: Name::stored("Floors"),
        active: true,
        created: now,
        modified: now,
        activated: None,
        starts: None,
        ends: None,
        version: 1,
        live: None,
    };
    let survey = Allowed::by_the_server(survey);
    let number = store::surveys::insert(&mut transaction, survey, &Pieces::new(), None).await?;
    transaction.commit().await?;
    Ok(number)
}

/// 64 tasks submit one response after the other; each waits until its own is durable.
async fn ingest(store: &Store, survey: SurveyNo, bodies: &[Body], rows: usize, round: usize) -> Outcome<()> {
    let mut tasks = Vec::new();
    for task in 0..SUBMITTERS {
        let (store, bodies) = (store.clone(), bodies.to_vec());
        tasks.push(tokio::spawn(async move {
            for number in (task..rows).step_by(SUBMITTERS) {
                let body = &bodies[number % bodies.len()];
                let place = u64::try_from(round * rows + number).unwrap_or_default();
                let response = NewResponse {
                    survey,
                    // Ids rise with time, as those of the product do.
                    id: ResponseId::generate(
                        1_700_000_000_000 + i64::try_from(place / 100).unwrap_or(0),
                        place,
                        place,
                    ),
                    recorded_ms: body.recorded_ms,
                    modified_ms: body.recorded_ms,
                    flags: Flags::new(0, true),
                    field_version: 1,
                    body: body.bytes.to_vec(),
                };
                store.submit(response).await?;
            }
            Ok::<(), store::Error>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// The same tasks and the same bodies into a bare log: what waits is appended, made durable at once, acknowledged.
async fn log(path: PathBuf, bodies: &[Body], rows: usize) -> Outcome<f64> {
    let (sender, receiver) = std::sync::mpsc::channel::<(Arc<[u8]>, oneshot::Sender<()>)>();
    let writer = std::thread::spawn(move || append(&path, &receiver));
    let start = Instant::now();
    let mut tasks = Vec::new();
    for task in 0..SUBMITTERS {
        let (sender, bodies) = (sender.clone(), bodies.to_vec());
        tasks.push(tokio::spawn(async move {
            for number in (task..rows).step_by(SUBMITTERS) {
                let (done, wait) = oneshot::channel();
                let sent = sender.send((bodies[number % bodies.len()].bytes.clone(), done));
                if sent.is_err() || wait.await.is_err() {
                    return Err("the log's writer has ended");
                }
            }
            Ok(())
        }));
    }
    drop(sender);
    for task in tasks {
        task.await??;
    }
    let rate = rate(rows, start);
    writer.join().map_err(|_| "the log's writer panicked")??;
    Ok(rate)
}

fn append(path: &Path, receiver: &Receiver<(Arc<[u8]>, oneshot::Sender<()>)>) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    let mut batch = Vec::new();
    while let Ok(first) = receiver.recv() {
        let waiting: Vec<_> = std::iter::once(first).chain(receiver.try_iter().take(511)).collect();
        batch.clear();
        for (bytes, _) in &waiting {
            batch.extend_from_slice(bytes);
        }
        file.write_all(&batch)?;
        file.sync_data()?;
        for (_, done) in waiting {
            // Nobody waits any more: the run has failed, and says so itself.
            let _ = done.send(());
        }
    }
    Ok(())
}

/// Formats as many rows from memory.
fn format_alone(plan: &Plan, list: &FieldList, bodies: &[Body], rows: usize) -> Outcome<()> {
    let (bound, mut writer) = (plan.bind(list), plan.writer());
    let mut out = Vec::with_capacity(512 << 10);
    for number in 0..rows {
        let body = &bodies[number % bodies.len()];
        let (recorded_ms, modified_ms) = (body.recorded_ms, body.recorded_ms);
        writer.row(
            &bound,
            &StoredResponse { id: "R_0floorsfloors00", recorded_ms, modified_ms, body: &body.bytes },
            &mut out,
        )?;
        if out.len() > 256 << 10 {
            std::hint::black_box(&out);
            out.clear();
        }
    }
    Ok(())
}

/// Reads every row out of the store and formats it; gives how many.
fn scan(store: &Store, survey: SurveyNo, plan: &Plan, list: &FieldList) -> Outcome<usize> {
    let (bound, mut writer) = (plan.bind(list), plan.writer());
    let mut out = Vec::with_capacity(512 << 10);
    let mut rows = 0;
    let mut unreadable = None;
    store.scan(&Scan::all(survey), |row| {
        let row = StoredResponse {
            id: row.rid,
            recorded_ms: row.recorded_ms,
            modified_ms: row.modified_ms,
            body: row.body,
        };
        rows += 1;
        if let Err(why) = writer.row(&bound, &row, &mut out) {
            unreadable = Some(why);
            return ControlFlow::Break(());
        }
        if out.len() > 256 << 10 {
            std::hint::black_box(&out);
            out.clear();
        }
        ControlFlow::Continue(())
    })?;
    unreadable.map_or(Ok(rows), |why| Err(why.into()))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 rows")]
fn rate(rows: usize, start: Instant) -> f64 {
    rows as f64 / start.elapsed().as_secs_f64()
}

fn say(name: &str, ours: f64, limit: f64) {
    println!("{name}\t{ours:.0}\t{limit:.0}");
}

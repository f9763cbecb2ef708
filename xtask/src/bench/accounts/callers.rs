//! What finding the caller costs: the same route in a build that takes the first caller it found for the caller of every
//! request.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::table::{Table, median_rate};
use super::subject::{Bench, build_with, settle};
use crate::http_load::{Load, Throughput};
use crate::process::Outcome;
use crate::product::Server;

const CONNECTIONS: usize = 64;
/// Of one token, which is in memory.
const SHORT: Duration = Duration::from_secs(4);
/// Of all tokens: more than a token is kept in memory, so that all of them are looked up again.
const LONG: Duration = Duration::from_secs(40);
const ASK: &str = "at least 0.90";

/// The program in which every request has the same caller.
pub(super) fn build() -> Outcome<PathBuf> {
    build_with("canvass/fixed-caller")
}

/// A row for each kind of token, one of them and all.
pub(super) fn measure(bench: &Bench<'_>, fixed: &Path, table: &mut Table) -> Outcome<()> {
    let own = |number: usize| ("X-API-TOKEN", format!("{:0>40}", format!("bench{number}")));
    let bearer = |number: usize| ("Authorization", format!("Bearer {:0>64}", format!("bench{number}")));
    let one = (bench.users / 2)..(bench.users / 2 + 1);
    let requests = |credential: &dyn Fn(usize) -> (&'static str, String), numbers: std::ops::Range<usize>| {
        numbers.map(credential).map(|(name, value)| request(name, &value)).collect::<Vec<_>>()
    };
    let all = 0..bench.users;
    for (what, requests, time, rounds) in [
        ("one API token", requests(&own, one.clone()), SHORT, bench.rounds),
        ("one access token", requests(&bearer, one), SHORT, bench.rounds),
        ("all API tokens in turn", requests(&own, all.clone()), LONG, 1),
        ("all access tokens in turn", requests(&bearer, all), LONG, 1),
    ] {
        let (mut found, mut taken, mut slowest) = (Vec::new(), Vec::new(), Duration::ZERO);
        for _ in 0..rounds {
            taken.push(load(bench, fixed, &requests, time)?.per_second);
            let throughput = load(bench, bench.binary, &requests, time)?;
            found.push(throughput.per_second);
            slowest = slowest.max(throughput.p99);
        }
        let (found, taken) = (median_rate(found), median_rate(taken));
        table.add(
            &bench.what(&format!("authenticated GET with {what} (limit column: with a fixed caller)")),
            &format!("{found:.0}/s, p99 {:.1} ms", slowest.as_secs_f64() * 1e3),
            &format!("{taken:.0}/s"),
            &format!("{:.2}", found / taken),
            ASK,
        );
    }
    Ok(())
}

fn load(bench: &Bench<'_>, binary: &Path, requests: &[Vec<u8>], time: Duration) -> Outcome<Throughput> {
    // Read by a build with a fixed caller alone.
    let variable = ("CANVASS_BENCH_FIXED_CALLER", "1");
    let server = Server::start_within(binary, &bench.data, bench.url.as_deref(), &[], &[variable])?;
    settle();
    let load = Load { address: server.address(), requests, connections: CONNECTIONS, time };
    let throughput = load.run()?;
    server.stop()?;
    if throughput.refused > 0 {
        return Err(format!("{} answers other than 2xx", throughput.refused).into());
    }
    Ok(throughput)
}

fn request(name: &str, value: &str) -> Vec<u8> {
    format!("GET /API/v3/whoami HTTP/1.1\r\nHost: localhost\r\n{name}: {value}\r\n\r\n").into_bytes()
}

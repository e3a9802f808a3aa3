//! `comments-load --pid PID`: how a running server bears many readers and a lively discussion.
//!
//! It opens streams of one article over loopback, posts at a fixed rate, and prints how long it
//! took from the moment at which a comment was sent until every reader had it, how many readers
//! were lost, and what a stream costs the server in memory. The server has to be started with
//! `--unlimited --quiet`, and to know the article.

mod options;
mod posts;
mod readers;
mod server;

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::process::{Resource, getrlimit, setrlimit};

use options::Options;
use readers::Readers;

/// The bar: later than this a comment is not live.
const BAR: Duration = Duration::from_millis(250);
/// How long the last comments may take to arrive before they count as lost.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("comments-load: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    let options = Options::read(std::env::args().skip(1))?;
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);

    let before = server::memory(options.pid)?;
    let began = Instant::now();
    let mut readers = Readers::open(&options)?;
    println!("{} streams open after {:.1} s", readers.count(), began.elapsed().as_secs_f64());
    readers.settle(Duration::from_secs(2))?;
    if let (Some(before), Some(after)) = (before, server::memory(options.pid)?) {
        let each = after.saturating_sub(before) as f64 / options.streams as f64;
        println!("server: {before} KB before, {after} KB with them, {each:.1} KB a stream");
    }
    let mut rate = options.rate;
    let mut borne = None;
    loop {
        let round = round(&options, &mut readers, rate)?;
        println!("{}", round.line());
        let good = round.p99 <= BAR && round.lost == 0 && round.missing == 0;
        if good {
            borne = Some(rate);
        }
        if !options.saturate || !good {
            break;
        }
        rate += (rate / 2).max(5);
    }
    if let Some(after) = server::memory(options.pid)? {
        println!("server: {after} KB at the end");
    }
    if options.saturate {
        let most = borne.map_or_else(|| "none".to_owned(), |rate| format!("{rate} posts/s"));
        println!("the most that was borne with p99 <= {} ms: {most}", BAR.as_millis());
    }
    Ok(borne.is_some())
}

/// What came of one rate.
struct Round {
    rate: u32,
    posts: usize,
    refused: usize,
    p50: Duration,
    p99: Duration,
    most: Duration,
    answered_p99: Duration,
    missing: usize,
    lost: usize,
    cpu: Option<f64>,
}

impl Round {
    fn line(&self) -> String {
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1_000.0);
        let cpu = self.cpu.map_or_else(String::new, |cpu| format!(", server CPU {cpu:.0} %"));
        format!(
            "{} posts/s: {} posts, {} refused; to all readers p50 {}, p99 {}, most {}; POST \
             answered p99 {}; {} receipts missing, {} readers lost{cpu}",
            self.rate,
            self.posts,
            self.refused,
            ms(self.p50),
            ms(self.p99),
            ms(self.most),
            ms(self.answered_p99),
            self.missing,
            self.lost,
        )
    }
}

fn round(options: &Options, readers: &mut Readers, rate: u32) -> Result<Round> {
    let clock = Instant::now();
    let cpu = server::cpu(options.pid)?;
    let posting = {
        let options = options.clone();
        thread::spawn(move || posts::send(&options, rate, clock))
    };
    readers.begin(clock);
    let mut waited = None;
    loop {
        readers.read(Duration::from_millis(50))?;
        if posting.is_finished() {
            let since = *waited.get_or_insert_with(Instant::now);
            if readers.have_all() || since.elapsed() > PATIENCE {
                break;
            }
        }
    }
    let sent = posting.join().map_err(|_| anyhow::anyhow!("a poster failed"))??;
    let took = clock.elapsed().as_secs_f64();
    let cpu = cpu.zip(server::cpu(options.pid)?).map(|(from, to)| (to - from) / took * 100.0);
    let (mut late, missing) = readers.latencies(&sent);
    late.sort_unstable();
    let mut answered: Vec<u32> = sent.iter().map(|post| post.answered - post.sent).collect();
    answered.sort_unstable();
    let refused = sent.iter().filter(|post| post.status != 201).count();
    Ok(Round {
        rate,
        posts: sent.len(),
        refused,
        p50: part(&late, 50),
        p99: part(&late, 99),
        most: part(&late, 100),
        answered_p99: part(&answered, 99),
        missing,
        lost: readers.lost(),
        cpu,
    })
}

/// The time within which `percent` of the sorted times lie; they are in microseconds.
fn part(sorted: &[u32], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    Duration::from_micros(sorted.get(place).copied().unwrap_or_default().into())
}

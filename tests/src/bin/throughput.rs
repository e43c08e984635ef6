//! How fast a large reply is read and written. Usage: `throughput [FILE [RUNS]]`.
//!
//! FILE is a reply to `GetUserInfoList`; without it, 20 MB of one are made. Each line is a name, MB/s, and the ratio to
//! quick-xml's bare token loop over the same bytes (no namespaces, no values, no checks but its own). All are measured
//! in turns in one process, medians of RUNS (9); what was read is dropped outside the measured time, so the heap is warm.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use quick_xml::events::Event;
use superoffice_services86::ResponseHeaders;
use superoffice_services86::runtime::codec::Reading;
use superoffice_services86::runtime::soap::decode_reply;
use superoffice_services86::runtime::soap::server::encode_reply;
use superoffice_services86::types::UserInfo;
use superoffice_services86::user::operations::GET_USER_INFO_LIST;
use superoffice_services86::values::List;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (file, runs) = (arguments.next(), arguments.next());
    match measure(file.as_deref(), runs.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("throughput: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(file: Option<&str>, runs: Option<&str>) -> Result<(), Failure> {
    let bytes = match file {
        Some(file) => std::fs::read(file)?,
        None => soapwright_tests::userlist::reply(20_000_000).into_bytes(),
    };
    let runs: usize = runs.map_or(Ok(9), str::parse)?;
    let (mut tokens, mut decode, mut encode) = (Vec::new(), Vec::new(), Vec::new());
    let (mut users, mut written) = (0, 0);
    // The first round warms the heap and does not count.
    for _ in 0..=runs {
        let start = Instant::now();
        black_box(token_loop(&bytes)?);
        tokens.push(start.elapsed().as_secs_f64());

        let start = Instant::now();
        let (headers, list) = read(&bytes)?;
        decode.push(start.elapsed().as_secs_f64());

        let start = Instant::now();
        let text = encode_reply(&GET_USER_INFO_LIST, &headers, &list)?;
        encode.push(start.elapsed().as_secs_f64());
        (users, written) = (list.len(), text.len());
    }
    println!("{users} users, {} bytes read, {written} written, {runs} runs, warm heap", bytes.len());
    let baseline = speed(&mut tokens, bytes.len());
    for (name, speed) in [
        ("quick-xml-0.42", baseline),
        ("decode_reply", speed(&mut decode, bytes.len())),
        ("encode_reply", speed(&mut encode, written)),
    ] {
        println!("{name} {speed:.0} MB/s {:.2}", speed / baseline);
    }
    Ok(())
}

/// What everybody's reader has to do at least: find the tags.
fn token_loop(bytes: &[u8]) -> Result<usize, Failure> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut total = 0;
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(total),
            Event::Start(start) => total += start.len(),
            _ => total += 1,
        }
    }
}

fn read(bytes: &[u8]) -> Result<(ResponseHeaders, List<UserInfo>), Failure> {
    let mut headers = ResponseHeaders::default();
    let mut list = List::default();
    decode_reply(&GET_USER_INFO_LIST, bytes, &Reading::faithful(), &mut headers, &mut list)?;
    Ok((headers, list))
}

/// Bytes in millions a second, of the median run.
fn speed(seconds: &mut Vec<f64>, bytes: usize) -> f64 {
    seconds.drain(..1);
    seconds.sort_by(f64::total_cmp);
    let median = seconds.get(seconds.len() / 2).copied().unwrap_or(f64::INFINITY);
    #[allow(clippy::cast_precision_loss, reason = "sizes of files are far below 2^53")]
    let bytes = bytes as f64;
    bytes / 1e6 / median
}

//! What a small call costs: about a thousand bytes each way.
//!
//! ```sh
//! cargo bench --features calls --bench calls -- [codec] [memory] [loopback] [--runs 9] [--best]
//! ```
//!
//! `codec` writes a message and reads one, beside serde's derives over quick-xml. `memory` is the whole call, with a transport
//! that has no network. `loopback` is the whole call to a server in another process, beside reqwest and ureq alone, which send
//! bytes that are ready and look at none of those that come: 64 calls in flight for the async clients, one after the other for
//! the blocking ones. Times are what the processor worked, for all threads of this process where there are several.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use soapwright_benches::Failure;
use soapwright_benches::arguments::Arguments;
use soapwright_benches::calls::{Memory, Serde, Server, card, read, serve, write};
use soapwright_benches::cards::types::Card;
use soapwright_benches::cards::{Session, blocking};
use soapwright_benches::timing::Times;

/// How many calls a run has.
const CALLS: usize = 2_000;
/// How many calls are in flight.
const IN_FLIGHT: usize = 64;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("calls: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let arguments = Arguments::read(&["best", "serve"])?;
    let card = card();
    let whole = Some(card.clone());
    let reply = write(&whole)?;
    if arguments.has("serve") {
        return serve(&reply);
    }
    println!("{} bytes each way", reply.len());
    if arguments.wants("codec") {
        codec(&whole, &reply, &arguments)?;
    }
    if arguments.wants("memory") {
        memory(&card, &reply, &arguments)?;
    }
    if arguments.wants("loopback") {
        loopback(&card, &reply, &arguments)?;
    }
    Ok(())
}

/// Prints microseconds a call, and how many times the first that is.
fn rows(arguments: &Arguments, rows: &[(&str, &Times)]) {
    let mut first = None;
    for (name, times) in rows {
        #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
        let micros = times.seconds(arguments.has("best")) / CALLS as f64 * 1e6;
        let first = *first.get_or_insert(micros);
        println!("{name:<32}{micros:>10.2} µs{:>8.2}", micros / first);
    }
}

fn again(mut what: impl FnMut() -> Result<(), Failure>) -> impl FnMut() -> Result<(), Failure> {
    move || (0..CALLS).try_for_each(|_| what())
}

fn codec(card: &Option<Card>, reply: &str, arguments: &Arguments) -> Result<(), Failure> {
    let other = Serde::around(card.clone().ok_or("there is no card")?);
    let other_reply = other.write()?;
    if read(reply.as_bytes())? != *card || !Serde::read(other_reply.as_bytes())?.same_card(&other) {
        return Err("what was written does not say what was read".into());
    }
    let mut ours = again(|| {
        write(card)?;
        read(reply.as_bytes()).map(drop)
    });
    let mut theirs = again(|| {
        other.write()?;
        Serde::read(other_reply.as_bytes()).map(drop)
    });
    let (mut a, mut b) = (Times::default(), Times::default());
    for round in 0..=arguments.runs {
        a.run(&mut theirs)?;
        b.run(&mut ours)?;
        if round == 0 {
            a.warmed();
            b.warmed();
        }
    }
    rows(arguments, &[("serde + quick-xml", &a), ("codec", &b)]);
    let count = |what: &mut dyn FnMut() -> Result<(), Failure>| {
        let mut done = Ok(());
        let counted = allocation_counter::measure(|| done = what());
        done.map(|()| counted)
    };
    let theirs = count(&mut || {
        other.write()?;
        Serde::read(other_reply.as_bytes()).map(drop)
    })?;
    let ours = count(&mut || {
        write(card)?;
        read(reply.as_bytes()).map(drop)
    })?;
    for (name, counted) in [("serde + quick-xml", theirs), ("codec", ours)] {
        println!("{name:<32}{:>10} allocations{:>10} bytes", counted.count_total, counted.bytes_total);
    }
    Ok(())
}

fn memory(card: &Card, reply: &str, arguments: &Arguments) -> Result<(), Failure> {
    let transport = Memory(reply.to_owned().into());
    let session = Session::builder("http://localhost").transport(transport.clone()).build()?;
    let blocking = blocking::Session::builder("http://localhost").transport(transport).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let whole = Some(card.clone());
    let mut codec = again(|| {
        write(&whole)?;
        read(reply.as_bytes()).map(drop)
    });
    let calls = || {
        runtime.block_on(async {
            for _ in 0..CALLS {
                session.cards().save_card(card).await?;
            }
            Ok(())
        })
    };
    let mut blocking_calls = again(|| Ok(blocking.cards().save_card(card).map(drop)?));
    let (mut a, mut b, mut c) = (Times::default(), Times::default(), Times::default());
    for round in 0..=arguments.runs {
        a.run(&mut codec)?;
        b.run(calls)?;
        c.run(&mut blocking_calls)?;
        if round == 0 {
            for times in [&mut a, &mut b, &mut c] {
                times.warmed();
            }
        }
    }
    rows(arguments, &[("codec", &a), ("whole call, async", &b), ("whole call, blocking", &c)]);
    Ok(())
}

fn loopback(card: &Card, reply: &str, arguments: &Arguments) -> Result<(), Failure> {
    let server = Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let session = Arc::new(Session::builder(&server.url).cards_url(&server.url).build()?);
    let client = reqwest::Client::builder().build()?;
    let blocking = blocking::Session::builder(&server.url)
        .cards_url(&server.url)
        .timeout(Duration::from_secs(30))
        .build()?;
    let agent = ureq::Agent::new_with_defaults();
    // What is sent is there already, and is the same for all: making it is no part of a call.
    let (card, body) = (Arc::new(card.clone()), Bytes::copy_from_slice(reply.as_bytes()));
    let (mut a, mut b, mut c, mut d) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    for round in 0..=arguments.runs {
        a.run_process(|| in_flight(&runtime, || bare(client.clone(), server.url.clone(), body.clone())))?;
        b.run_process(|| {
            in_flight(&runtime, || {
                let (session, card) = (Arc::clone(&session), Arc::clone(&card));
                async move { Ok(session.cards().save_card(&card).await.map(drop)?) }
            })
        })?;
        c.run_process(again(|| bare_blocking(&agent, &server.url, reply)))?;
        d.run_process(again(|| Ok(blocking.cards().save_card(&card).map(drop)?)))?;
        if round == 0 {
            for times in [&mut a, &mut b, &mut c, &mut d] {
                times.warmed();
            }
        }
    }
    rows(arguments, &[("reqwest alone, 64 in flight", &a), ("whole call, async", &b)]);
    rows(arguments, &[("ureq alone, no timeouts", &c), ("whole call, blocking, timeouts", &d)]);
    Ok(())
}

/// Makes the calls of a run, with 64 in flight.
fn in_flight<F>(runtime: &tokio::runtime::Runtime, call: impl Fn() -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), SendFailure>> + Send + 'static,
{
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..CALLS {
            if number >= IN_FLIGHT
                && let Some(done) = tasks.join_next().await
            {
                sent(done)?;
            }
            tasks.spawn(call());
        }
        while let Some(done) = tasks.join_next().await {
            sent(done)?;
        }
        Ok(())
    })
}

/// What a call gave.
fn sent(done: Result<Result<(), SendFailure>, tokio::task::JoinError>) -> Result<(), Failure> {
    done?.map_err(|error| -> Failure { error })
}

type SendFailure = Box<dyn std::error::Error + Send + Sync>;

async fn bare(client: reqwest::Client, url: String, body: Bytes) -> Result<(), SendFailure> {
    let request = client.post(url).header("content-type", "text/xml; charset=utf-8");
    let response = request.header("soapaction", "\"urn:cards/SaveCard\"").body(body).send().await?;
    response.bytes().await.map(drop)?;
    Ok(())
}

fn bare_blocking(agent: &ureq::Agent, url: &str, body: &str) -> Result<(), Failure> {
    let request = agent.post(url).header("content-type", "text/xml; charset=utf-8");
    let mut response = request.header("soapaction", "\"urn:cards/SaveCard\"").send(body)?;
    response.body_mut().read_to_vec()?;
    Ok(())
}

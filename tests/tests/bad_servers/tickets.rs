//! 64 tasks share one session while its ticket is revoked at random: each call ends right or with an error that says
//! what happened, there is one login for each ticket that was refused, and no save is run twice.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use soapwright_tests::superoffice::{PASSWORD, USER};
use soapwright_tests::tickets::{FAULT, Guarded, Plan, Refusal};
use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, ErrorKind, Session, blocking};

const TASKS: usize = 64;
const CALLS: usize = 25;

fn plan(seed: u64, refusal: Refusal) -> Plan {
    println!("seed {seed}");
    Plan { seed, refusal, revocations: 12, losses: 15 }
}

/// What tells that a ticket was refused, where the crate's configuration does not know it.
fn refused(error: &Error) -> bool {
    error.status() == Some(401) || error.fault().is_some_and(|fault| fault.code.local == FAULT)
}

fn group(name: &str) -> UserGroup {
    UserGroup { value: Some(name.to_owned()), ..UserGroup::default() }
}

/// What became of one save: its name and what the caller was told.
type Ended = (String, Result<Option<UserGroup>, Error>);

/// Everything that must hold when all is over.
fn check(office: &Guarded, ended: &[Ended]) {
    let counts = office.counts();
    let runs = |name: &str| counts.saves.get(name).copied().unwrap_or_default();
    let (mut right, mut unknown, mut given_up) = (0, 0, 0);
    for (name, result) in ended {
        match result {
            Ok(saved) => {
                assert_eq!(saved.as_ref().and_then(|saved| saved.value.as_deref()), Some(name.as_str()));
                assert_eq!(runs(name), 1, "{name} was told to be saved");
                assert!(!counts.lost.contains(name), "{name}: an answer that was lost came");
                right += 1;
            }
            Err(error) if error.outcome_unknown() => {
                assert_eq!(error.kind(), ErrorKind::Transport, "{name}: {error}");
                assert!(error.to_string().contains("look before calling again"), "{error}");
                assert!(counts.lost.contains(name), "{name}: {error}");
                assert_eq!(runs(name), 1, "{name} was run, and its answer lost");
                unknown += 1;
            }
            Err(error) => {
                assert!(error.ticket_refused(), "{name}: {error:?}");
                assert_eq!(runs(name), 0, "{name}: {error}");
                given_up += 1;
            }
        }
    }
    println!(
        "{right} right, {unknown} unknown, {given_up} given up; {} revocations, {} refusals of {} tickets, {} logins, {} failed",
        counts.revocations,
        counts.refusals,
        counts.refused.len(),
        counts.logins,
        counts.failed_logins
    );
    assert!(counts.saves.values().all(|runs| *runs == 1), "{:?}", counts.saves);
    assert_eq!(unknown, counts.lost.len(), "whoever's answer was lost is told so");
    // The first login, and one for each ticket that some call was refused for.
    assert_eq!(counts.logins, 1 + counts.refused.len());
    assert!(counts.refused.len() <= counts.revocations);
    assert!(right > ended.len() / 2, "hardly anything worked");
    assert!(counts.refusals > counts.refused.len(), "no two calls met with one revocation");
    assert!(counts.revocations >= 5 && unknown >= 5, "the scene was too calm");
}

fn run_async(plan: Plan, failing_logins: u64) {
    let office = Arc::new(Guarded::start(plan).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let ended = runtime.block_on(async {
        let mut builder = Session::builder(office.base_url()).application_token("app");
        if plan.refusal != Refusal::Outcome {
            builder = builder.ticket_refused(refused);
        }
        let session = builder.login(USER, PASSWORD).await.unwrap();
        office.fail_logins(failing_logins);
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let session = session.clone();
                tokio::spawn(async move {
                    let mut ended: Vec<Ended> = Vec::new();
                    for call in 0..CALLS {
                        let name = format!("{task}-{call}");
                        let result = session.user().save_user_group(&group(&name)).await;
                        ended.push((name, result));
                    }
                    ended
                })
            })
            .collect();
        let mut ended = Vec::new();
        for task in tasks {
            ended.extend(task.await.unwrap());
        }
        // A ticket that was refused last is renewed by whoever calls next.
        office.calm();
        ended.push(("last".to_owned(), session.user().save_user_group(&group("last")).await));
        ended
    });
    check(&office, &ended);
}

fn run_blocking(plan: Plan) {
    let office = Guarded::start(plan).unwrap();
    let mut builder = blocking::Session::builder(office.base_url()).application_token("app");
    if plan.refusal != Refusal::Outcome {
        builder = builder.ticket_refused(refused);
    }
    let session = builder.login(USER, PASSWORD).unwrap();
    let ended: Mutex<Vec<Ended>> = Mutex::default();
    std::thread::scope(|scope| {
        for task in 0..TASKS {
            let (session, ended) = (session.clone(), &ended);
            scope.spawn(move || {
                for call in 0..CALLS {
                    let name = format!("{task}-{call}");
                    let result = session.user().save_user_group(&group(&name));
                    ended.lock().unwrap().push((name, result));
                }
            });
        }
    });
    let mut ended = ended.into_inner().unwrap();
    office.calm();
    ended.push(("last".to_owned(), session.user().save_user_group(&group("last"))));
    check(&office, &ended);
}

#[test]
fn tasks_share_one_login_for_each_ticket_refused_in_the_headers() {
    run_async(plan(1, Refusal::Outcome), 0);
}

#[test]
fn tasks_share_one_login_for_each_ticket_refused_by_a_fault() {
    run_async(plan(2, Refusal::Fault), 0);
}

#[test]
fn tasks_share_one_login_for_each_ticket_refused_by_status() {
    run_async(plan(3, Refusal::Status), 0);
}

/// Whoever waits for a login that fails shares its failure; later calls try again.
#[test]
fn logins_that_fail_make_clear_errors_and_no_more_logins() {
    run_async(plan(7, Refusal::Outcome), 300);
}

/// Tasks that are cancelled, perhaps while they log in for all, leave the session usable, and no save is run twice.
#[test]
fn cancelled_tasks_leave_the_others_their_session() {
    let office = Guarded::start(Plan { losses: 0, ..plan(8, Refusal::Outcome) }).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let session = Session::builder(office.base_url()).login(USER, PASSWORD).await.unwrap();
        for round in 0..40_u64 {
            office.revoke();
            let tasks: Vec<_> = (0..8)
                .map(|task| {
                    let session = session.clone();
                    tokio::spawn(async move {
                        session.user().save_user_group(&group(&format!("{round}-{task}"))).await
                    })
                })
                .collect();
            tokio::time::sleep(Duration::from_millis(round / 2)).await;
            // The first comers are those that log in.
            tasks.iter().take(4).for_each(tokio::task::JoinHandle::abort);
            for task in tasks {
                match task.await {
                    Ok(Ok(saved)) => assert!(saved.is_some()),
                    Ok(Err(error)) => assert!(error.ticket_refused(), "{error:?}"),
                    Err(gone) => assert!(gone.is_cancelled(), "{gone}"),
                }
            }
        }
        office.calm();
        assert!(session.user().save_user_group(&group("last")).await.unwrap().is_some());
    });
    let counts = office.counts();
    assert!(counts.saves.values().all(|runs| *runs == 1), "{:?}", counts.saves);
    // A login that was cancelled may have reached the server, whose ticket nobody got to see: at most four a round.
    assert!(
        counts.logins > counts.refused.len() && counts.logins <= 1 + 5 * counts.revocations,
        "{counts:?}"
    );
}

#[test]
fn threads_share_one_login_for_each_ticket_refused_in_the_headers() {
    run_blocking(plan(4, Refusal::Outcome));
}

#[test]
fn threads_share_one_login_for_each_ticket_refused_by_a_fault() {
    run_blocking(plan(5, Refusal::Fault));
}

#[test]
fn threads_share_one_login_for_each_ticket_refused_by_status() {
    run_blocking(plan(6, Refusal::Status));
}

//! Asks for every reply of a list with both clients and under each policy, and writes down what the calls gave. Part of a
//! generated crate's tests; what is right is judged outside.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use lab::runtime::codec::Field;
use lab::runtime::soap::FaultDetail;
use lab::types::Touch;
use lab::{Call, Departures, Error, ErrorKind, Reading, Session, blocking};

/// Which client asks.
enum Client {
    Async(tokio::runtime::Runtime),
    Blocking,
}

/// Who asks: a client that reads by a policy.
struct Asker<'a> {
    client: &'a Client,
    policy: &'a str,
    session: Session,
    heard: Heard,
}

/// One call: its case, and how it is made.
struct Ask<'a> {
    case: &'a str,
    asker: &'a Asker<'a>,
    session: Session,
}

/// What the session's closure was told.
type Heard = Arc<Mutex<Vec<String>>>;

#[test]
fn replies() {
    let variable = |name: &str| std::env::var(format!("REPLIES_{name}")).unwrap();
    let (list, server) = (std::fs::read_to_string(variable("LIST")).unwrap(), variable("SERVER"));
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let clients = [Client::Async(waiting), Client::Blocking];
    let of = |client| ["faithful", "lenient", "strict"].map(|policy| Asker::new(client, policy));
    let askers: Vec<Asker<'_>> = clients.iter().flat_map(of).collect();
    let mut out = String::new();
    for line in list.lines() {
        let [case, operation, version, keeps] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        for asker in &askers {
            let own;
            let asker = match keeps {
                // The server hangs up without a word. Whether the client knows when it calls again is a matter of luck.
                "fresh" => {
                    own = Asker::new(asker.client, asker.policy);
                    &own
                }
                _ => asker,
            };
            let session = asker.session.with_base_url(&format!("{server}/{case}")).unwrap();
            Ask { case, asker, session }.ask(operation, version, &mut out);
        }
    }
    std::fs::write(variable("OUT"), out).unwrap();
}

impl<'a> Asker<'a> {
    fn new(client: &'a Client, policy: &'a str) -> Self {
        let heard = Heard::default();
        let hears = Arc::clone(&heard);
        let tell = move |_: &'static _, departures: &Departures| hears.lock().unwrap().push(shown(departures));
        let reading = if policy == "lenient" { Reading::lenient() } else { Reading::default() };
        let url = "http://localhost";
        let session = match client {
            Client::Async(_) => Session::builder(url).on_departures(tell).reading(reading).build().unwrap(),
            Client::Blocking => {
                blocking::Session::builder(url).on_departures(tell).reading(reading).build().unwrap().calls()
            }
        };
        Self { client, policy, session, heard }
    }
}

impl Ask<'_> {
    fn ask(&self, operation: &str, version: &str, out: &mut String) {
        let data = vec![1, 2, 3].into();
        let touch = Touch { id: 1 };
        use lab::lab::faults::GetItemFault as Fault11;
        use lab::lab12::faults::GetItemFault as Fault12;
        let (one, two) = (self.session.lab(), self.session.lab12());
        match (operation, version) {
            ("item", "11") => self.made::<_, Fault11>(one.get_item(1), out),
            ("strict", "11") => self.made::<_, Fault11>(one.get_strict(1), out),
            ("put", "11") => self.made::<_, Fault11>(one.put("n", &data), out),
            ("fetch", "11") => self.made::<_, Fault11>(one.fetch("n"), out),
            ("touch", "11") => self.made::<_, Fault11>(one.touch(1), out),
            ("notify", "11") => self.made::<_, Fault11>(one.notify(&touch), out),
            ("item", "12") => self.made::<_, Fault12>(two.get_item(1), out),
            ("strict", "12") => self.made::<_, Fault12>(two.get_strict(1), out),
            ("put", "12") => self.made::<_, Fault12>(two.put("n", &data), out),
            ("fetch", "12") => self.made::<_, Fault12>(two.fetch("n"), out),
            ("touch", "12") => self.made::<_, Fault12>(two.touch(1), out),
            ("notify", "12") => self.made::<_, Fault12>(two.notify(&touch), out),
            other => panic!("{}: there is no operation {other:?}", self.case),
        }
    }

    fn made<T, D>(&self, call: Call<'_, T>, out: &mut String)
    where
        T: Field + Default + Debug + Send + 'static,
        D: FaultDetail + Debug,
    {
        // The session says the others: both ways are tried.
        let call = if self.asker.policy == "strict" { call.reading(Reading::strict()) } else { call };
        let result = match self.asker.client {
            Client::Async(waiting) => waiting.block_on(call.reply()),
            Client::Blocking => call.blocking_reply(),
        };
        match &result {
            Ok(reply) => self.line(self.asker.policy, &format!("OK {:?}", reply.value), &reply.departures, out),
            Err(error) => {
                self.line(self.asker.policy, &failed::<D>(error), error.departures(), out);
                if self.asker.policy == "faithful" && matches!(error.kind(), ErrorKind::Decode | ErrorKind::NotUnderstood) {
                    let again = match error.read_again::<T>(Reading::lenient()) {
                        Ok(value) => format!("OK {value:?}"),
                        Err(error) => failed::<D>(&error),
                    };
                    self.line("again", &again, &Departures::default(), out);
                }
            }
        }
    }

    /// What came, in one line: case, client, policy, outcome, departures, what the session's closure was told.
    fn line(&self, policy: &str, outcome: &str, departures: &Departures, out: &mut String) {
        let client = match self.asker.client {
            Client::Async(_) => "async",
            Client::Blocking => "blocking",
        };
        let heard = std::mem::take(&mut *self.asker.heard.lock().unwrap()).join(" AND ");
        let columns = [self.case, client, policy, outcome, &shown(departures), &heard];
        out.push_str(&columns.map(|text| text.replace(['\t', '\n', '\r'], " ")).join("\t"));
        out.push('\n');
    }
}

/// Each departure in one line, without quotes of the lines around it.
fn shown(departures: &Departures) -> String {
    let one = |departure: &lab::Departure| format!("{:?} {}: {}", departure.kind, departure.path, departure.found);
    departures.iter().map(one).collect::<Vec<_>>().join(" | ")
}

fn failed<D: FaultDetail + Debug>(error: &Error) -> String {
    let unknown = error.outcome_unknown();
    match (error.kind(), error.fault()) {
        (ErrorKind::Fault, Some(fault)) => {
            let mut text = format!("Fault unknown={unknown} code {:?} reason {:?}", fault.code.local, fault.reason);
            if let Some(detail) = &fault.detail {
                text.push_str(&format!(" detail {:?}", detail.xml));
            }
            match error.fault_as::<D>() {
                Some(Ok(detail)) => text.push_str(&format!(" as {detail:?}")),
                Some(Err(error)) => text.push_str(&format!(" but {error}")),
                None => {}
            }
            text
        }
        // How it broke is told in the words of the HTTP library.
        (kind @ ErrorKind::Transport, _) => format!("{kind:?} unknown={unknown}"),
        (kind, _) => {
            let text = error.to_string();
            let text = text.split_once("/lab: ").map_or(&*text, |(_, message)| message);
            // The piece of the reply around the place, and the advice after it, are the same for all.
            let text = text.split(", near `").next().unwrap_or_default();
            let advice = " The server may have done the work: look before calling again";
            format!("{kind:?} unknown={unknown} {}", text.strip_suffix(advice).unwrap_or(text))
        }
    }
}

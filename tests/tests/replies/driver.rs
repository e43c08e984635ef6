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

/// One call: its case, and how it is made.
struct Ask<'a> {
    url: String,
    case: &'a str,
    client: &'a Client,
    policy: &'a str,
}

type Heard = Arc<Mutex<Vec<String>>>;

#[test]
fn replies() {
    let variable = |name: &str| std::env::var(format!("REPLIES_{name}")).unwrap();
    let list = std::fs::read_to_string(variable("LIST")).unwrap();
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let clients = [Client::Async(waiting), Client::Blocking];
    let mut out = String::new();
    for line in list.lines() {
        let [case, operation, version] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let url = format!("{}/{case}", variable("SERVER"));
        for client in &clients {
            for policy in ["faithful", "lenient", "strict"] {
                Ask { url: url.clone(), case, client, policy }.ask(operation, version, &mut out);
            }
        }
    }
    std::fs::write(variable("OUT"), out).unwrap();
}

impl Ask<'_> {
    /// A session for this call alone: a server that hangs up is not to disturb the next one.
    fn session(&self, heard: &Heard) -> Session {
        let heard = Arc::clone(heard);
        let tell = move |_: &'static _, departures: &Departures| heard.lock().unwrap().push(shown(departures));
        match self.client {
            Client::Async(_) => {
                let builder = Session::builder(&self.url).on_departures(tell);
                let builder = if self.policy == "lenient" { builder.reading(Reading::lenient()) } else { builder };
                builder.build().unwrap()
            }
            Client::Blocking => {
                let builder = blocking::Session::builder(&self.url).on_departures(tell);
                let builder = if self.policy == "lenient" { builder.reading(Reading::lenient()) } else { builder };
                builder.build().unwrap().calls()
            }
        }
    }

    fn ask(&self, operation: &str, version: &str, out: &mut String) {
        let heard = Heard::default();
        let session = self.session(&heard);
        let data = vec![1, 2, 3].into();
        let touch = Touch { id: 1 };
        use lab::lab::faults::GetItemFault as Fault11;
        use lab::lab12::faults::GetItemFault as Fault12;
        let (one, two) = (session.lab(), session.lab12());
        match (operation, version) {
            ("item", "11") => self.made::<_, Fault11>(one.get_item(1), &heard, out),
            ("strict", "11") => self.made::<_, Fault11>(one.get_strict(1), &heard, out),
            ("put", "11") => self.made::<_, Fault11>(one.put("n", &data), &heard, out),
            ("fetch", "11") => self.made::<_, Fault11>(one.fetch("n"), &heard, out),
            ("touch", "11") => self.made::<_, Fault11>(one.touch(1), &heard, out),
            ("notify", "11") => self.made::<_, Fault11>(one.notify(&touch), &heard, out),
            ("item", "12") => self.made::<_, Fault12>(two.get_item(1), &heard, out),
            ("strict", "12") => self.made::<_, Fault12>(two.get_strict(1), &heard, out),
            ("put", "12") => self.made::<_, Fault12>(two.put("n", &data), &heard, out),
            ("fetch", "12") => self.made::<_, Fault12>(two.fetch("n"), &heard, out),
            ("touch", "12") => self.made::<_, Fault12>(two.touch(1), &heard, out),
            ("notify", "12") => self.made::<_, Fault12>(two.notify(&touch), &heard, out),
            other => panic!("{}: there is no operation {other:?}", self.case),
        }
    }

    fn made<T, D>(&self, call: Call<'_, T>, heard: &Heard, out: &mut String)
    where
        T: Field + Default + Debug + Send + 'static,
        D: FaultDetail + Debug,
    {
        // The other way to say it is the session's: see there.
        let call = if self.policy == "strict" { call.reading(Reading::strict()) } else { call };
        let result = match self.client {
            Client::Async(waiting) => waiting.block_on(call.reply()),
            Client::Blocking => call.blocking_reply(),
        };
        match &result {
            Ok(reply) => self.line(self.policy, &format!("OK {:?}", reply.value), &reply.departures, heard, out),
            Err(error) => {
                self.line(self.policy, &failed::<D>(error), error.departures(), heard, out);
                if self.policy == "faithful" && matches!(error.kind(), ErrorKind::Decode | ErrorKind::NotUnderstood) {
                    let again = match error.read_again::<T>(Reading::lenient()) {
                        Ok(value) => format!("OK {value:?}"),
                        Err(error) => failed::<D>(&error),
                    };
                    self.line("again", &again, &Departures::default(), &Heard::default(), out);
                }
            }
        }
    }

    /// What came, in one line: case, client, policy, outcome, departures, what the session's closure was told.
    fn line(&self, policy: &str, outcome: &str, departures: &Departures, heard: &Heard, out: &mut String) {
        let client = match self.client {
            Client::Async(_) => "async",
            Client::Blocking => "blocking",
        };
        let heard = heard.lock().unwrap().join(" AND ");
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

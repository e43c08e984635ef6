//! Replies as nobody would write them: random values in random spellings, damaged, read by the codec and by roxmltree.
//!
//! What roxmltree refuses the codec must refuse, and what both take must mean the same. A case is told by the seed and
//! its number alone, so each one can be run again.

mod accepted;
mod check;
mod damage;
mod kitchen;
mod reference;
mod shape;
mod spell;
mod target;
mod values;

use fastrand::Rng;
use superoffice_services86::ResponseHeaders;
use superoffice_services86::runtime::soap::server::encode_reply;

pub use check::{Counters, Finding};
pub(crate) use target::Whole;
use target::{FREQUENT, TARGETS, Target};

/// One case: a target and the bytes to read.
pub struct Case {
    target: &'static Target,
    /// The damaged reply.
    pub bytes: Vec<u8>,
}

impl Case {
    /// Makes case `index` of the run `seed`.
    #[must_use]
    pub fn new(seed: u64, index: u64) -> Option<Self> {
        let mut rng = Rng::with_seed(seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let rng = &mut rng;
        // The first few are the kitchen sink and those with types; they get half of the cases.
        let target =
            if rng.bool() { TARGETS.get(rng.usize(0..FREQUENT)) } else { rng.choice(TARGETS.iter()) }?;
        let xml = if rng.u8(0..32) == 0 { fault(rng) } else { reply(target, rng) };
        let mut text = spell::respell(&xml, rng);
        let damages = rng.choice([0, 0, 0, 1, 1, 1, 2, 3]).unwrap_or(0);
        for _ in 0..damages {
            damage::text(&mut text, rng);
        }
        let mut bytes = damage::encode(&text, rng);
        if rng.u8(0..4) == 0 {
            damage::bytes(&mut bytes, rng);
        }
        Some(Self { target, bytes })
    }

    /// Any bytes as the reply of one of the operations; each number is one of them.
    #[must_use]
    pub fn of_bytes(operation: u8, bytes: &[u8]) -> Option<Self> {
        let target = TARGETS.get(usize::from(operation) % TARGETS.len().max(1))?;
        Some(Self { target, bytes: bytes.to_vec() })
    }

    /// The operation whose reply it is.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.target.operation.name
    }

    /// Reads it both ways.
    ///
    /// # Errors
    /// When the readings differ where they must not.
    pub fn check(&self, counters: &mut Counters) -> Result<(), Finding> {
        check::check(self.target, &self.bytes, counters)
    }
}

/// The most memory that this process ever held, in kB, where the system tells.
#[must_use]
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// A reply with a random value, as our own encoder writes it.
fn reply(target: &'static Target, rng: &mut Rng) -> String {
    let mut headers = ResponseHeaders::default();
    let mut value = (target.make)(target.operation);
    if let Some(message) = &target.operation.response {
        for particle in message.headers {
            if rng.u8(0..4) == 0 {
                values::value(
                    superoffice_services86::runtime::codec::Record::slot(&mut headers, particle.slot),
                    particle,
                    rng,
                    3,
                );
            }
        }
    }
    if let Some(particle) = target::Value::particle(target.operation)
        && rng.u8(0..16) != 0
    {
        values::value(value.field.slot(), &particle, rng, 0);
    }
    // A random value may lack what is required.
    encode_reply(target.operation, &headers, &*value.field).unwrap_or_default()
}

fn fault(rng: &mut Rng) -> String {
    let escape = |text: String| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace(']', "&#93;").replace('\r', "&#13;")
    };
    let (reason, inner) = (escape(values::text(rng)), escape(values::text(rng)));
    let uri =
        rng.choice(["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"]);
    let detail = format!("<d:x xmlns:d='urn:d' a='1'>{inner}</d:x>");
    let said = match rng.u8(0..4) {
        0 => format!(
            "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>s:Why</s:Value></s:Subcode></s:Code><s:Reason>\
             <s:Text xml:lang='en'>{reason}</s:Text><s:Text xml:lang='no'>nei</s:Text></s:Reason>\
             <s:Detail>{detail}</s:Detail>"
        ),
        // Straight in it, and text that stands where none may.
        1 => format!("stray<s:Code>s:Sender</s:Code><s:Reason>{reason}<br/>{reason}</s:Reason>"),
        _ => format!(
            "<faultcode>s:Server</faultcode><faultstring>{reason}</faultstring><detail>{detail}</detail>"
        ),
    };
    let uri = uri.unwrap_or_default();
    format!("<s:Envelope xmlns:s='{uri}'><s:Body><s:Fault>{said}</s:Fault></s:Body></s:Envelope>")
}

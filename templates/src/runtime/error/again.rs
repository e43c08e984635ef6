//! Reading a reply once more.

use std::any::{TypeId, type_name};

use http::{HeaderMap, StatusCode};

use super::Error;
use crate::runtime::client::exchange::{HttpReply, interpret};
use crate::runtime::codec::{Field, Reading, Record, Slot, View};
use crate::runtime::soap::{Operation, Policy};

/// A reply that was refused.
#[derive(Clone)]
pub(in crate::runtime) struct Again {
    pub(in crate::runtime) operation: &'static Operation,
    pub(in crate::runtime) policy: Policy,
    pub(in crate::runtime) bytes: Vec<u8>,
    /// The type of its value, and its name.
    pub(in crate::runtime) of: Option<(TypeId, &'static str)>,
}

impl Error {
    /// Reads the reply once more, in another way: the value that the call would have given, without a second call. `T` is
    /// what the call gives.
    ///
    /// ```text
    /// Err(error) if error.kind() == ErrorKind::Decode => error.read_again(Reading::lenient())?,
    /// ```
    ///
    /// # Errors
    /// When it cannot be read in that way either, when no reply came or it was larger than the client's limit, and when
    /// the call gives something else than a `T`.
    pub fn read_again<T: Field + Default + 'static>(&self, reading: Reading) -> Result<T, Self> {
        let Some(again) = &self.0.again else {
            return Err(Self::config("there is no reply to be read again"));
        };
        if let Some((_, name)) = again.of.filter(|(type_id, _)| *type_id != TypeId::of::<T>()) {
            return Err(Self::config(format!("the call gives {name}, which is not {}", type_name::<T>())));
        }
        let status =
            self.0.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        let none = HeaderMap::new();
        let headers = self.0.http_headers.as_ref().unwrap_or(&none);
        let reading = reading.or_memory(again.policy.reading.memory());
        let policy = Policy { reading, ..again.policy.clone() };
        let mut value = T::default();
        let reply = HttpReply { status, headers, bytes: &again.bytes };
        match interpret(again.operation, &reply, &policy, &mut Unread, &mut value) {
            Ok(_) => Ok(value),
            Err(mut error) => {
                if let Some(traffic) = &self.0.traffic {
                    error.hide(&|text| traffic.sent.redacted(text));
                }
                error.0.url.clone_from(&self.0.url);
                Err(error)
            }
        }
    }

    /// Says which type the call gives.
    #[cold]
    pub(in crate::runtime) fn of_type<T: 'static>(mut self) -> Self {
        if let Some(again) = &mut self.0.again {
            again.of = Some((TypeId::of::<T>(), type_name::<T>()));
        }
        self
    }
}

/// Response headers that nobody asks for.
struct Unread;

impl Record for Unread {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Absent
    }
}

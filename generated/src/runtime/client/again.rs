//! Reading a reply once more.

use std::any::{TypeId, type_name};

use http::{HeaderMap, StatusCode};

use super::exchange::{HttpReply, interpret};
use crate::runtime::codec::{Field, Reading, Record, Slot, View};
use crate::runtime::error::Error;
use crate::runtime::soap::Policy;

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
        let Some(again) = self.refused_reply() else {
            return Err(Self::config("there is no reply to be read again"));
        };
        if let Some((_, name)) = again.of.filter(|(type_id, _)| *type_id != TypeId::of::<T>()) {
            return Err(Self::config(format!("the call gives {name}, which is not {}", type_name::<T>())));
        }
        let status =
            self.status().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        let none = HeaderMap::new();
        let headers = self.http_headers().unwrap_or(&none);
        let reading = reading.or_memory(again.policy.reading.memory());
        let policy = Policy { reading, ..again.policy.clone() };
        let mut value = T::default();
        let reply = HttpReply { status, headers, bytes: &again.bytes };
        match interpret(again.operation, &reply, &policy, &mut Unread, &mut value) {
            Ok(_) => Ok(value),
            Err(error) => Err(error.of_call(self)),
        }
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

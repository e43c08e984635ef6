//! The header blocks that a program adds to its requests.

use std::sync::Arc;

use super::build::ClientBuilder;
use super::call::Call;
use super::extension::{Extension, Rank, ReplyCheck, Sending};
use super::handle::Client;
use crate::runtime::codec::{Field, Record};
use crate::runtime::error::Error;
use crate::runtime::soap::HeaderBlock;
use crate::runtime::soap::envelope::EnvelopeParts;

/// What a program's function makes for one send: header blocks, or an error, which makes the call fail.
pub type HeaderBlocks = Result<Vec<HeaderBlock>, Box<dyn std::error::Error + Send + Sync>>;

type Make = dyn Fn(&Sending<'_>) -> HeaderBlocks + Send + Sync;

/// Where blocks come from.
enum Own {
    Always(HeaderBlock),
    Made(Box<Make>),
}

impl Extension for Own {
    fn send(
        &self,
        parts: &mut EnvelopeParts<'_>,
        sending: &Sending<'_>,
    ) -> Result<Option<Box<dyn ReplyCheck>>, Error> {
        let operation = sending.operation();
        let mut add = |block: &HeaderBlock| {
            block.add_to(parts, operation).map_err(|error| Error::from_encode(operation, error))
        };
        match self {
            Self::Always(block) => add(block)?,
            Self::Made(make) => {
                let made = make(sending).map_err(|why| Error::from_header_blocks(operation, why))?;
                made.iter().try_for_each(add)?;
            }
        }
        Ok(None)
    }
}

impl ClientBuilder {
    /// Sends a header block that the contract does not declare with all calls.
    pub fn header_block(self, block: HeaderBlock) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Always(block)))
    }

    /// Sends header blocks with all calls that a function makes anew for each send: also when a call is sent again after a
    /// new login. It runs before the send, and should be quick. Its error makes the call fail with
    /// [`ErrorKind::Encode`](crate::runtime::error::ErrorKind::Encode), before anything is sent.
    pub fn header_blocks(self, make: impl Fn(&Sending<'_>) -> HeaderBlocks + Send + Sync + 'static) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Made(Box::new(make))))
    }
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Clone + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// A client that sends one more header block than this one. It shares the connections and the ticket.
    #[must_use]
    pub fn with_header_block(&self, block: HeaderBlock) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Always(block)))
    }

    /// A client that also sends the header blocks that a function makes anew for each send; see
    /// [`ClientBuilder::header_blocks`]. It shares the connections and the ticket.
    #[must_use]
    pub fn with_header_blocks(
        &self,
        make: impl Fn(&Sending<'_>) -> HeaderBlocks + Send + Sync + 'static,
    ) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Made(Box::new(make))))
    }
}

impl<T, R> Call<'_, T, R>
where
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// Sends a header block that the contract does not declare, beside those of the client.
    pub fn header_block(self, block: HeaderBlock) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Always(block)))
    }

    /// Sends the header blocks that a function makes anew for each send; see [`ClientBuilder::header_blocks`].
    pub fn header_blocks(self, make: impl Fn(&Sending<'_>) -> HeaderBlocks + Send + Sync + 'static) -> Self {
        self.extended(Rank::Own, Arc::new(Own::Made(Box::new(make))))
    }
}

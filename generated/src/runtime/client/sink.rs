//! Where the parts of a reply go that are not kept.

use std::io::{Result, Write};

use crate::runtime::soap::attachments::PartSink;
use crate::runtime::values::Streamed;

/// Where the parts of a call's reply go.
pub(super) struct Sink<'a> {
    pub(super) parts: Box<dyn PartSink + 'a>,
}

/// The program's own writers, one for each part.
pub(super) struct Writers<F, W> {
    open: F,
    writer: Option<W>,
}

impl<F, W> Writers<F, W> {
    pub(super) fn new(open: F) -> Self {
        Self { open, writer: None }
    }
}

impl<F, W> PartSink for Writers<F, W>
where
    F: FnMut(&Streamed) -> Result<W> + Send,
    W: Write + Send,
{
    fn begin(&mut self, part: &Streamed) -> Result<()> {
        self.writer = Some((self.open)(part)?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write_all(bytes))
    }

    fn end(&mut self) -> Result<()> {
        self.writer.take().map_or(Ok(()), |mut writer| writer.flush())
    }
}

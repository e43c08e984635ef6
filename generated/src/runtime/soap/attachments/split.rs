//! Taking a `multipart/related` message apart while it comes in: the envelope is kept, all other parts go to a writer. The
//! same messages are read, and refused, as by [`unpack`](super::unpack()).

use super::failure::{wrong, wrong_name};
use super::headers::{Headers, MOST_BYTES, parameter};
use super::part_sink::{Limits, PartSink, SplitError, to_writer};
use super::transfer::Transfer;
use super::unpack::{LONGEST_BOUNDARY, Line, MOST_PARTS, Unpacked, bare, line};
use super::{Attachments, Part};
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::find_bytes;
use crate::runtime::values::Streamed;

/// How far white space between a boundary and the end of its line goes.
const MOST_SPACE: usize = 1_024;

type Result<T> = std::result::Result<T, SplitError>;

/// Takes a message apart.
pub(in crate::runtime) struct Splitter {
    /// Two hyphens and the boundary; later with the line end before them.
    delimiter: Vec<u8>,
    line_end: usize,
    /// The id of the root, if the media type says it; else the first part is the root.
    start: Option<String>,
    /// What came in and was not used yet, and how many bytes came before it.
    pending: Vec<u8>,
    offset: usize,
    state: State,
    root: Option<Root>,
    parts: Vec<Streamed>,
    limits: Limits,
    /// All of the envelope was taken.
    #[cfg(feature = "stream")]
    taken: bool,
}

/// More of an envelope.
#[cfg(feature = "stream")]
pub(in crate::runtime) enum Taken {
    Some(Vec<u8>),
    /// Nothing of it follows.
    Last(Vec<u8>),
    /// Nothing: it was over before.
    Over,
}

enum State {
    /// What stands before the first boundary.
    Preamble,
    Headers,
    /// The content of a part, from so many bytes of what is pending on; `is_root` says which.
    Content {
        transfer: Box<Transfer>,
        skip: usize,
        is_root: bool,
    },
    Epilogue,
}

struct Root {
    id: String,
    content_type: String,
    bytes: Vec<u8>,
}

impl Splitter {
    /// For a message of this media type.
    ///
    /// # Errors
    /// When that names no boundary.
    pub(in crate::runtime) fn new(media: &str, limits: Limits) -> std::result::Result<Self, DecodeError> {
        let boundary = parameter(media, "boundary").unwrap_or_default();
        if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
            return Err(wrong("its Content-Type names no boundary", 0));
        }
        Ok(Self {
            delimiter: format!("--{boundary}").into_bytes(),
            line_end: 0,
            start: parameter(media, "start").map(|start| bare(&start).to_owned()),
            pending: Vec::new(),
            offset: 0,
            state: State::Preamble,
            root: None,
            parts: Vec::new(),
            limits,
            #[cfg(feature = "stream")]
            taken: false,
        })
    }

    /// What came of the envelope until now.
    pub(in crate::runtime) fn envelope(&self) -> &[u8] {
        self.root.as_ref().map_or(&[], |root| &root.bytes)
    }

    /// Takes what came of the envelope since it was taken last. The limit for it counts from there on.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn take_envelope(&mut self) -> Taken {
        let is_over = !matches!(self.state, State::Content { is_root: true, .. });
        match &mut self.root {
            None => Taken::Some(Vec::new()),
            Some(_) if self.taken => Taken::Over,
            Some(root) => {
                let bytes = std::mem::take(&mut root.bytes);
                self.taken = is_over;
                if is_over { Taken::Last(bytes) } else { Taken::Some(bytes) }
            }
        }
    }

    /// The media type of the envelope, once that has begun.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn media_type(&self) -> Option<&str> {
        self.root.as_ref().map(|root| &*root.content_type)
    }

    /// More of the message.
    pub(in crate::runtime) fn push(&mut self, chunk: &[u8], sink: &mut dyn PartSink) -> Result<()> {
        self.pending.extend_from_slice(chunk);
        while self.step(false, sink)? {}
        Ok(())
    }

    /// The end of the message: its envelope, and what went to the writer.
    pub(in crate::runtime) fn finish(mut self, sink: &mut dyn PartSink) -> Result<Unpacked<'static>> {
        while self.step(true, sink)? {}
        let end = self.offset + self.pending.len();
        let what = match self.state {
            State::Epilogue => match self.root {
                Some(root) => {
                    let mut parts = Vec::with_capacity(self.parts.len());
                    for part in self.parts {
                        parts.push(Part::streamed(part));
                    }
                    return Ok(Unpacked {
                        envelope: root.bytes.into(),
                        content_type: root.content_type,
                        attachments: Attachments::new(parts),
                    });
                }
                None => {
                    let what = ["its Content-Type names the part", ", which is not there"];
                    return Err(wrong_name(what, &self.start.unwrap_or_default(), 0).into());
                }
            },
            State::Preamble => return Err(wrong("its boundary does not occur", 0).into()),
            State::Headers => "it ends within headers",
            State::Content { .. } => "it ends within a part",
        };
        Err(wrong(what, end).into())
    }

    /// Forgets what was used.
    fn used(&mut self, count: usize) {
        self.pending.drain(..count.min(self.pending.len()));
        self.offset += count;
    }

    /// Goes on as far as what is pending allows. Tells whether there may be more to do with it.
    fn step(&mut self, last: bool, sink: &mut dyn PartSink) -> Result<bool> {
        match self.state {
            State::Preamble => self.preamble(last),
            State::Headers => self.headers(sink),
            State::Content { .. } => self.content(last, sink),
            State::Epilogue => {
                self.used(self.pending.len());
                Ok(false)
            }
        }
    }

    fn preamble(&mut self, last: bool) -> Result<bool> {
        let mut from = 0;
        loop {
            let rest = self.pending.get(from..).unwrap_or_default();
            let Some(at) = find_bytes(rest, &self.delimiter).map(|at| from + at) else {
                // The byte before a boundary says whether it begins a line.
                self.used(self.pending.len().saturating_sub(self.delimiter.len()));
                return Ok(false);
            };
            let begins_line = match at.checked_sub(1) {
                None => self.offset == 0,
                Some(before) => self.pending.get(before) == Some(&b'\n'),
            };
            match after(&self.pending, at + self.delimiter.len(), last) {
                After::More => {
                    self.used(at.saturating_sub(1));
                    return Ok(false);
                }
                After::Is(Line::Next(next, end)) if begins_line => {
                    let delimiter = [end.as_bytes(), &self.delimiter].concat();
                    (self.line_end, self.delimiter) = (end.len(), delimiter);
                    self.used(next);
                    self.state = State::Headers;
                    return Ok(true);
                }
                After::Is(Line::Last) if begins_line => {
                    return Err(wrong("it has no part", self.offset + at).into());
                }
                _ => from = at + 1,
            }
        }
    }

    fn headers(&mut self, sink: &mut dyn PartSink) -> Result<bool> {
        if self.parts.len() >= MOST_PARTS {
            let kind = DecodeErrorKind::Limit("parts of a multipart message");
            return Err(DecodeError::new(kind, self.offset).into());
        }
        // Whole, or more than they may be.
        let (mut whole, mut rest) = (false, self.pending.as_slice());
        while let Some(end) = memchr::memchr(b'\n', rest) {
            whole |= matches!(rest.get(..end), Some(b"" | b"\r"));
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        if !whole && self.pending.len() <= MOST_BYTES {
            return Ok(false);
        }
        let (headers, content) = Headers::read(&self.pending, 0, self.offset)?;
        let Headers { content_type, content_id, encoding } = headers;
        let id = bare(&content_id).to_owned();
        let is_known = self.parts.iter().any(|part| part.id == id)
            || self.root.as_ref().is_some_and(|root| root.id == id);
        if !id.is_empty() && is_known {
            return Err(wrong_name(["two parts are called", ""], &id, self.offset).into());
        }
        let transfer = Transfer::named(&encoding)
            .ok_or_else(|| wrong_name(["the transfer encoding", " is not known"], &encoding, self.offset))?;
        let is_root = self.root.is_none()
            && match &self.start {
                Some(start) => *start == id,
                None => self.parts.is_empty(),
            };
        if is_root {
            self.root = Some(Root { id, content_type, bytes: Vec::new() });
        } else {
            let part = Streamed { id, content_type, ..Streamed::default() };
            sink.begin(&part).map_err(|error| SplitError::Sink(part.id.clone(), error))?;
            self.parts.push(part);
        }
        // The blank line after the headers may be the one before the delimiter, where there is no content.
        let skip = self.line_end.min(content);
        self.used(content - skip);
        self.state = State::Content { transfer: Box::new(transfer), skip, is_root };
        Ok(true)
    }

    fn content(&mut self, last: bool, sink: &mut dyn PartSink) -> Result<bool> {
        let mut from = 0;
        loop {
            let rest = self.pending.get(from..).unwrap_or_default();
            let Some(at) = find_bytes(rest, &self.delimiter).map(|at| from + at) else {
                // What may be the beginning of a delimiter stays.
                let keep = self.delimiter.len().saturating_sub(1);
                self.give(self.pending.len().saturating_sub(keep), sink)?;
                return Ok(false);
            };
            match after(&self.pending, at + self.delimiter.len(), last) {
                After::More => {
                    self.give(at, sink)?;
                    return Ok(false);
                }
                // Another boundary that begins with ours.
                After::Not => from = at + 1,
                After::Is(next) => {
                    let next = match next {
                        Line::Next(next, _) => Some(next),
                        Line::Last => None,
                    };
                    let given = self.give(at, sink)?;
                    self.end(sink)?;
                    self.used(next.map_or(self.pending.len(), |next| next.saturating_sub(given)));
                    self.state = if next.is_some() { State::Headers } else { State::Epilogue };
                    return Ok(true);
                }
            }
        }
    }

    /// Hands on what is pending up to `end`. Tells how much of it was used.
    fn give(&mut self, end: usize, sink: &mut dyn PartSink) -> Result<usize> {
        let State::Content { transfer, skip, is_root } = &mut self.state else { return Ok(0) };
        if end <= *skip {
            return Ok(0);
        }
        let content = self.pending.get(*skip..end).unwrap_or_default();
        let decoded = transfer.decode(content).map_err(|what| wrong(what, self.offset))?;
        let target = if *is_root { self.root.as_mut() } else { None };
        hand_on(&decoded, target, &mut self.parts, self.limits, sink)?;
        *skip = 0;
        drop(decoded);
        self.used(end);
        Ok(end)
    }

    /// The part that is coming in is whole.
    fn end(&mut self, sink: &mut dyn PartSink) -> Result<()> {
        let State::Content { transfer, is_root, .. } = &mut self.state else { return Ok(()) };
        let is_root = *is_root;
        let decoded = transfer.finish().map_err(|what| wrong(what, self.offset))?;
        let target = if is_root { self.root.as_mut() } else { None };
        hand_on(&decoded, target, &mut self.parts, self.limits, sink)?;
        match self.parts.last().filter(|_| !is_root) {
            Some(part) => sink.end().map_err(|error| SplitError::Sink(part.id.clone(), error)),
            None => Ok(()),
        }
    }
}

/// Hands on decoded content: to the envelope, or to the writer.
fn hand_on(
    bytes: &[u8],
    root: Option<&mut Root>,
    parts: &mut [Streamed],
    limits: Limits,
    sink: &mut dyn PartSink,
) -> Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    if let Some(root) = root {
        if bytes.len() > limits.envelope.saturating_sub(root.bytes.len()) {
            return Err(SplitError::Envelope);
        }
        root.bytes.extend_from_slice(bytes);
        return Ok(());
    }
    to_writer(bytes, parts, limits.parts, sink)
}

/// What follows a boundary, as far as it came.
enum After {
    Is(Line),
    /// It is no delimiter.
    Not,
    /// What came is not enough to tell.
    More,
}

fn after(body: &[u8], at: usize, last: bool) -> After {
    let rest = body.get(at..).unwrap_or_default();
    let spaces = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(rest.len());
    let is_cut_off = match rest.get(spaces..).unwrap_or_default() {
        [] | [b'\r'] => true,
        [b'-'] | [b'-', b'-'] => spaces == 0,
        _ => false,
    };
    if is_cut_off && !last && spaces <= MOST_SPACE {
        return After::More;
    }
    line(body, at).map_or(After::Not, After::Is)
}

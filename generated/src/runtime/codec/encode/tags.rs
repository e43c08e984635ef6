//! Start tags and end tags.

use super::prefixes::beginning;
use super::{Encoder, Result};
use crate::runtime::codec::tables::{Particle, Type, ns};

/// Where the name of an element stands in the text, prefix included: the end tag repeats it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Encoder {
    /// `<p:Name`.
    #[inline]
    pub(super) fn start(&mut self, particle: &Particle) -> Written {
        let start = self.out.len() + "<".len();
        match beginning(particle.namespace) {
            // Of a length that is known, for most elements.
            Some(short) => {
                self.use_namespace(particle.namespace);
                self.out.push_str(short);
            }
            None => {
                self.out.push('<');
                self.push_prefix(particle.namespace);
            }
        }
        self.out.push_str(particle.name());
        Written { start, end: self.out.len() }
    }

    /// The end tag; an element whose content would begin at `content` and is empty becomes `<X/>`.
    #[inline]
    pub(super) fn end(&mut self, name: Written, content: usize) {
        if self.out.len() == content && self.is_left_empty(content) {
            self.out.pop();
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("</");
        if content == name.end + 1 {
            // The name and its `>`.
            self.out.extend_from_within(name.start..content);
        } else {
            self.out.extend_from_within(name.start..name.end);
            self.out.push('>');
        }
    }

    /// Whether nothing stands for the content that is not there.
    pub(super) fn is_left_empty(&self, content: usize) -> bool {
        let left_out = self.binaries.last().is_some_and(|binary| binary.at == content);
        !left_out && !self.closes_empty()
    }

    /// The `>` of a start tag; returns where the content begins.
    #[inline]
    pub(super) fn end_of_start_tag(&mut self) -> usize {
        self.order_attributes();
        self.out.push('>');
        self.out.len()
    }

    pub(super) fn nil(&mut self, particle: &Particle) -> Result<()> {
        if matches!(particle.ty, Type::Group(_) | Type::Wildcard(_)) {
            // There is no element that could be nil.
            return Ok(());
        }
        let name = self.start(particle);
        self.use_namespace(ns::XSI);
        self.out.push_str(" i:nil=\"true\">");
        self.end(name, self.out.len());
        Ok(())
    }
}

//! Start tags and end tags.

use super::prefixes::{beginnings, push_prefix};
use super::{Encoder, Result};
use crate::runtime::codec::tables::{Particle, Type, ns};

impl Encoder {
    /// `<p:Name`.
    #[inline]
    pub(super) fn start(&mut self, particle: &Particle) {
        match beginnings(particle.namespace) {
            // Of a length that is known, for most elements.
            Some([short, _]) => {
                self.use_namespace(particle.namespace);
                self.out.push_str(short.get(.."<a:".len()).unwrap_or_default());
            }
            None => {
                self.out.push('<');
                self.push_prefix(particle.namespace);
            }
        }
        self.out.push_str(particle.name());
    }

    /// The end tag; an element whose content would begin at `content` and is empty becomes `<X/>`.
    #[inline]
    pub(super) fn end(&mut self, particle: &Particle, content: usize) {
        if self.out.len() == content && self.is_left_empty(content) {
            self.out.pop();
            self.out.push_str("/>");
            return;
        }
        match beginnings(particle.namespace) {
            Some([_, short]) => self.out.push_str(short.get(.."</a:".len()).unwrap_or_default()),
            None => {
                self.out.push_str("</");
                push_prefix(particle.namespace, &mut self.out);
            }
        }
        self.out.push_str(particle.name());
        self.out.push('>');
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
        self.start(particle);
        self.use_namespace(ns::XSI);
        self.out.push_str(" i:nil=\"true\">");
        self.end(particle, self.out.len());
        Ok(())
    }
}

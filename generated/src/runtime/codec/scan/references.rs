//! References in text and attributes: characters and entities.

use super::{Cursor, Result};
use crate::runtime::codec::chars::{is_char, number, referred};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::strings::pieces;

/// No reference is longer than this.
const LONGEST: usize = 16;

/// The references that are frequent, as numbers: the first four bytes.
const LT: u32 = u32::from_le_bytes(*b"&lt;");
const GT: u32 = u32::from_le_bytes(*b"&gt;");
const AMP: u32 = u32::from_le_bytes(*b"&amp");

impl<'a> Cursor<'a> {
    /// Reads a reference at `position`, which holds `&`: the character, and where it goes on.
    pub(super) fn reference(&mut self, position: usize) -> Result<(char, usize)> {
        if let Some(known) = self.known_reference(position) {
            return Ok(known);
        }
        let rest = self.rest(position);
        let length = memchr::memchr(b';', rest.get(..LONGEST).unwrap_or(rest));
        let name = length.map(|length| self.slice(position + 1, position + length));
        self.illegal_reference(position, name)
    }

    /// As [`reference`](Self::reference), of one that XML has.
    pub(super) fn known_reference(&self, position: usize) -> Option<(char, usize)> {
        let rest = self.rest(position);
        match u32::from_le_bytes(*rest.first_chunk()?) {
            LT => return Some(('<', position + "&lt;".len())),
            GT => return Some(('>', position + "&gt;".len())),
            AMP if rest.get("&amp".len()) == Some(&b';') => return Some(('&', position + "&amp;".len())),
            _ => {}
        }
        if rest.first() != Some(&b'&') {
            return None;
        }
        let end = position + memchr::memchr(b';', rest.get(..LONGEST).unwrap_or(rest))?;
        let character = referred(self.slice(position + "&".len(), end))?;
        is_char(character).then_some((character, end + ";".len()))
    }

    /// One that XML does not have; a lenient reader knows what it means.
    #[cold]
    fn illegal_reference(&mut self, position: usize, name: Option<&'a str>) -> Result<(char, usize)> {
        let (character, rule) = match name {
            Some(name) if number(name).is_some() => {
                (Some(char::REPLACEMENT_CHARACTER), "a reference to a character that XML forbids")
            }
            name => match name.and_then(entity) {
                character @ Some(_) => {
                    (character, "a reference to an entity of HTML, which XML does not have")
                }
                None => (None, "a reference to an unknown entity"),
            },
        };
        if !self.reading.accepts(DepartureKind::IllegalXml) {
            return Err(DecodeError::syntax(rule, position));
        }
        self.depart(DepartureKind::IllegalXml, position, rule)?;
        // A bare `&` is itself.
        Ok(match (character, name) {
            (Some(character), Some(name)) => (character, position + name.len() + "&;".len()),
            _ => ('&', position + 1),
        })
    }
}

/// The entities of HTML 4 for the characters from U+00A0 on, one after the other.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml \
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
    eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
    ucirc uuml yacute thorn yuml";

/// Its Greek letters from U+0391 on; `-` is for a character without an entity.
const GREEK: &str = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma \
    Tau Upsilon Phi Chi Psi Omega - - - - - - - alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu \
    xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega";

/// Its other entities, each before its character.
const OTHERS: &str = "OElig \u{152} oelig \u{153} Scaron \u{160} scaron \u{161} Yuml \u{178} fnof \u{192} \
    circ \u{2c6} tilde \u{2dc} thetasym \u{3d1} upsih \u{3d2} piv \u{3d6} ndash \u{2013} mdash \u{2014} \
    lsquo \u{2018} rsquo \u{2019} sbquo \u{201a} ldquo \u{201c} rdquo \u{201d} bdquo \u{201e} dagger \u{2020} \
    Dagger \u{2021} bull \u{2022} hellip \u{2026} permil \u{2030} prime \u{2032} Prime \u{2033} lsaquo \u{2039} \
    rsaquo \u{203a} oline \u{203e} frasl \u{2044} euro \u{20ac} image \u{2111} weierp \u{2118} real \u{211c} \
    trade \u{2122} alefsym \u{2135} larr \u{2190} uarr \u{2191} rarr \u{2192} darr \u{2193} harr \u{2194} \
    crarr \u{21b5} lArr \u{21d0} uArr \u{21d1} rArr \u{21d2} dArr \u{21d3} hArr \u{21d4} forall \u{2200} \
    part \u{2202} exist \u{2203} empty \u{2205} nabla \u{2207} isin \u{2208} notin \u{2209} ni \u{220b} \
    prod \u{220f} sum \u{2211} minus \u{2212} lowast \u{2217} radic \u{221a} prop \u{221d} infin \u{221e} \
    ang \u{2220} and \u{2227} or \u{2228} cap \u{2229} cup \u{222a} int \u{222b} there4 \u{2234} sim \u{223c} \
    cong \u{2245} asymp \u{2248} ne \u{2260} equiv \u{2261} le \u{2264} ge \u{2265} sub \u{2282} sup \u{2283} \
    nsub \u{2284} sube \u{2286} supe \u{2287} oplus \u{2295} otimes \u{2297} perp \u{22a5} sdot \u{22c5} \
    lceil \u{2308} rceil \u{2309} lfloor \u{230a} rfloor \u{230b} lang \u{2329} rang \u{232a} loz \u{25ca} \
    spades \u{2660} clubs \u{2663} hearts \u{2665} diams \u{2666}";

/// Those that are white space, or cannot be seen.
const BLANKS: [(&str, char); 7] = [
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
];

/// The character that an entity of HTML 4 stands for.
pub(in crate::runtime) fn entity(name: &str) -> Option<char> {
    for (list, first) in [(LATIN, 0xa0), (GREEK, 0x391)] {
        if let Some(at) = pieces(list, b' ').position(|one| one == name && one != "-") {
            return char::from_u32(first + u32::try_from(at).ok()?);
        }
    }
    let mut words = pieces(OTHERS, b' ');
    while let (Some(one), Some(character)) = (words.next(), words.next()) {
        if one == name {
            return character.chars().next();
        }
    }
    BLANKS.iter().find(|(one, _)| *one == name).map(|(_, character)| *character)
}

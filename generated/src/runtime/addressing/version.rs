//! The versions of WS-Addressing.

/// The version of WS-Addressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AddressingVersion {
    /// WS-Addressing 1.0, `http://www.w3.org/2005/08/addressing`.
    #[default]
    V1,
    /// The submission that came before it, `http://schemas.xmlsoap.org/ws/2004/08/addressing`.
    August2004,
}

impl AddressingVersion {
    /// All of them.
    pub(in crate::runtime) const ALL: [Self; 2] = [Self::V1, Self::August2004];

    /// The namespace.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V1 => "http://www.w3.org/2005/08/addressing",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        }
    }

    /// The action of a Fault, where nothing else is said.
    #[cfg(feature = "server")]
    pub(in crate::runtime) const fn fault(self) -> &'static str {
        match self {
            Self::V1 => "http://www.w3.org/2005/08/addressing/soap/fault",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
        }
    }

    /// The address of whoever reads the HTTP answer.
    #[must_use]
    pub const fn anonymous(self) -> &'static str {
        match self {
            Self::V1 => "http://www.w3.org/2005/08/addressing/anonymous",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
        }
    }
}

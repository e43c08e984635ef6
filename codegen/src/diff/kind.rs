//! The kinds of change: the name of each, what it is, and what to do about it.

/// The enumeration, and the row of each.
macro_rules! kinds {
    ($($kind:ident $name:literal, $what:literal, $advice:expr;)*) => {
        /// What kind of change it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "they are named as in the list of rules, and `what` says what each is")]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// All of them, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its name, as reports have it: `field-added`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self {
                    $(Self::$kind => $what,)*
                }
            }

            /// What to do about it, in a sentence or two.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self {
                    $(Self::$kind => $advice,)*
                }
            }
        }
    };
}

const NOTHING: &str = "Nothing has to be done.";
const REGENERATE: &str = "Generate the client again, and correct what no longer compiles.";
const BOTH: &str = "Generate the client again, correct what no longer compiles, and release it together with the new server.";
const LOOK: &str = "Look at the code that uses it: it compiles as before, and may do something else.";
const GUESS: &str = "Look at the removed and the added one beside it. Where the guess is right, rename the uses, or keep the Rust name by [rename].";
const SAVE: &str =
    "Generate the client again before it saves what it read: an old client loses what it does not know.";

kinds! {
    OperationAdded "operation-added", "A service has an operation that it did not have.", NOTHING;
    OperationRemoved "operation-removed", "A service has an operation no more.",
        "Find the uses of its method, and what the vendor offers in its place.";
    OperationRenamed "operation-renamed", "An operation is probably another one's new name.", GUESS;
    OperationActionChanged "operation-action-changed", "The action of an operation is another one.", BOTH;
    OperationAddressingChanged "operation-addressing-changed",
        "The action of a message for WS-Addressing is another one.", BOTH;
    OperationStyleChanged "operation-style-changed",
        "The body of an operation's messages is built in another way: document or rpc, wrapped or bare.", BOTH;
    OperationOneWayChanged "operation-one-way-changed", "An operation has a reply now, or has none any more.", BOTH;
    ParameterAdded "parameter-added", "An operation has a parameter that it did not have.", BOTH;
    ParameterRemoved "parameter-removed", "An operation has a parameter no more.", BOTH;
    ParameterMoved "parameter-moved", "A parameter stands elsewhere among the others.",
        "Generate the client again, and read every call: arguments of one type change places without an error.";
    ParameterTypeChanged "parameter-type-changed", "A parameter is of another type.", BOTH;
    ParameterOccurrenceChanged "parameter-occurrence-changed", "A parameter stands more or less often.", BOTH;
    ParameterNillableChanged "parameter-nillable-changed", "A parameter may be nil now, or no more.", BOTH;
    ResultAdded "result-added", "An operation has a result that it did not have.", REGENERATE;
    ResultRemoved "result-removed", "An operation has a result no more.", BOTH;
    ResultMoved "result-moved", "A result stands elsewhere among the others.", NOTHING;
    ResultTypeChanged "result-type-changed", "A result is of another type.", BOTH;
    ResultOccurrenceChanged "result-occurrence-changed", "A result stands more or less often.", BOTH;
    ResultNillableChanged "result-nillable-changed", "A result may be nil now, or no more.", BOTH;
    FieldAdded "field-added", "A type has a field that it did not have.", SAVE;
    FieldRemoved "field-removed", "A type has a field no more.", BOTH;
    FieldRenamed "field-renamed", "A field is probably another one's new name.", GUESS;
    FieldMoved "field-moved", "A field stands elsewhere among the others.",
        "Generate the client again, and release it together with the new server: order is part of the contract.";
    FieldTypeChanged "field-type-changed", "A field is of another type.", BOTH;
    FieldOccurrenceChanged "field-occurrence-changed", "A field stands more or less often.", BOTH;
    FieldNillableChanged "field-nillable-changed", "A field may be nil now, or no more.", BOTH;
    FieldDefaultChanged "field-default-changed", "A field has another default, or fixed, value.", LOOK;
    FieldFormChanged "field-form-changed", "A field is in another namespace, or in none.", BOTH;
    AttributeAdded "attribute-added", "A type has an attribute that it did not have.", SAVE;
    AttributeRemoved "attribute-removed", "A type has an attribute no more.", BOTH;
    AttributeTypeChanged "attribute-type-changed", "An attribute is of another type.", BOTH;
    AttributeUseChanged "attribute-use-changed", "An attribute is required now, or no more.", BOTH;
    AttributeDefaultChanged "attribute-default-changed", "An attribute has another default, or fixed, value.", LOOK;
    TypeAdded "type-added", "A type is declared that was not.",
        "Look at the matches over its base, where it has one.";
    TypeRemoved "type-removed", "A type is declared no more.", REGENERATE;
    TypeRenamed "type-renamed", "A type is probably another one's new name.", GUESS;
    TypeBaseChanged "type-base-changed", "A type is derived from another one.", BOTH;
    TypeAbstractChanged "type-abstract-changed", "A type may not stand for itself any more, or may now.", BOTH;
    ContentChanged "content-changed", "The content of a type is of another kind: sequence, all, choice, simple.", BOTH;
    AlternativeAdded "alternative-added", "A choice or substitution group has an alternative that it did not have.",
        "Generate the client again before the server sends it.";
    AlternativeRemoved "alternative-removed", "A choice or substitution group has an alternative no more.", BOTH;
    EnumMemberAdded "enum-member-added", "An enumeration has a value that it did not have.",
        "Look at the wildcard arms of matches over it.";
    EnumMemberRemoved "enum-member-removed", "An enumeration has a value no more.", BOTH;
    EnumMemberRenamed "enum-member-renamed", "A value of an enumeration is probably another one's new name.", GUESS;
    EnumMemberRenumbered "enum-member-renumbered", "The number behind a value of an enumeration is another one.", NOTHING;
    FacetTightened "facet-tightened", "A simple type allows less than before.",
        "Check the values that are sent: the validate feature of the generated crate does.";
    FacetLoosened "facet-loosened", "A simple type allows more than before.", NOTHING;
    WildcardAdded "wildcard-added", "A type may hold elements, or attributes, of any name.", SAVE;
    WildcardRemoved "wildcard-removed", "A type may no more hold elements, or attributes, of any name.", BOTH;
    HeaderAdded "header-added", "An operation declares a header that it did not declare.",
        "Ask whether the server needs it, and fill it in.";
    HeaderRemoved "header-removed", "An operation declares a header no more.", LOOK;
    HeaderTypeChanged "header-type-changed", "A header is of another type.", BOTH;
    FaultAdded "fault-added", "An operation declares a fault that it did not declare.",
        "Look at the wildcard arms of matches over its faults.";
    FaultRemoved "fault-removed", "An operation declares a fault no more.", REGENERATE;
    FaultTypeChanged "fault-type-changed", "The detail of a fault is of another type.", BOTH;
    NamespaceChanged "namespace-changed", "A namespace is called otherwise.",
        "Generate the client again, and call the server that has the new namespace with it.";
    EndpointChanged "endpoint-changed", "A port has another address.", "Check the address that the program is given.";
    SoapVersionChanged "soap-version-changed", "A port has another version of SOAP.", BOTH;
    PortAdded "port-added", "A service has a port that it did not have.", NOTHING;
    PortRemoved "port-removed", "A service has a port no more.",
        "Generate the client again, for a port that is there.";
    PolicyChanged "policy-changed", "What a service requires of its clients by policies is something else.",
        "Read what is required, and whether the client does it: soapwright inspect tells.";
    AttachmentChanged "attachment-changed", "A part travels beside the envelope now, or in it again.", BOTH;
    DocumentationChanged "documentation-changed", "A text for people is another one.", NOTHING;
}

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

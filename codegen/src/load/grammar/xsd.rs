//! XML Schema: the elements of version 1.0 (Structures, sections 3 and 4; Datatypes, section 4), and those of 1.1.

use super::rows::RowText;

const fn row(
    name: &'static str,
    form: &'static str,
    attributes: &'static str,
    children: &'static str,
) -> RowText {
    RowText { name, form, attributes, children, read: "" }
}

impl RowText {
    const fn read(mut self, names: &'static str) -> Self {
        self.read = names;
        self
    }
}

pub(super) const ROWS: &[RowText] = &[
    row(
        "schema",
        "",
        "id targetNamespace version finalDefault blockDefault attributeFormDefault:qualified,unqualified \
         elementFormDefault:qualified,unqualified ~defaultAttributes xpathDefaultNamespace",
        "include|import|redefine|override|annotation* ~defaultOpenContent? \
         simpleType|complexType|group|attributeGroup|element|attribute|notation|annotation*",
    ),
    row("include", "", "id +schemaLocation", "annotation?"),
    row("import", "", "id namespace schemaLocation", "annotation?"),
    row("redefine", "", "id +schemaLocation", "annotation|simpleType|complexType|group|attributeGroup*")
        .read("element attribute"),
    row(
        "override",
        "",
        "id +schemaLocation",
        "annotation|simpleType|complexType|group|attributeGroup|element|attribute|notation*",
    ),
    row("notation", "", "id name public system", "annotation?"),
    row("annotation", "", "id", "appinfo|documentation*"),
    row("appinfo", "", "source", "..."),
    row("documentation", "", "source", "..."),
    // Elements and attributes.
    row(
        "element",
        "global",
        "id name type substitutionGroup nillable:flag default fixed/default abstract:flag final block",
        "annotation? simpleType|complexType?/type ~alternative* unique|key|keyref*",
    )
    .read("documentation $particles $uses simpleContent complexContent"),
    row(
        "element",
        "local",
        "id name type nillable:flag default fixed/default block form:qualified,unqualified $occurs ~targetNamespace \
         !abstract",
        "annotation? simpleType|complexType?/type ~alternative* unique|key|keyref*",
    )
    .read("documentation $particles $uses simpleContent complexContent"),
    row("element", "ref", "id ref $occurs", "annotation?").read("documentation"),
    row("attribute", "global", "id name type default fixed/default inheritable=flag", "annotation? simpleType?/type")
        .read("documentation complexType"),
    row(
        "attribute",
        "local",
        "id name type default fixed/default form:qualified,unqualified use:required,optional,prohibited inheritable=flag \
         ~targetNamespace !arrayType",
        "annotation? simpleType?/type",
    )
    .read("documentation complexType"),
    row(
        "attribute",
        "ref",
        "id ref use:required,optional,prohibited default fixed/default inheritable=flag !arrayType",
        "annotation?",
    ),
    row("unique", "", "id name ref", "annotation? selector? field*"),
    row("key", "", "id name ref", "annotation? selector? field*"),
    row("keyref", "", "id name refer ref", "annotation? selector? field*"),
    row("selector", "", "id xpath xpathDefaultNamespace", "annotation?"),
    row("field", "", "id xpath xpathDefaultNamespace", "annotation?"),
    row("alternative", "", "id test type xpathDefaultNamespace", "annotation? simpleType|complexType?/type"),
    // Complex types.
    row(
        "complexType",
        "global",
        "id name mixed:flag abstract:flag final block defaultAttributesApply=flag",
        "annotation? simpleContent|complexContent! ~openContent? $model $attributes",
    )
    .read("documentation $particles $uses"),
    row(
        "complexType",
        "local",
        "id mixed:flag defaultAttributesApply=flag !abstract",
        "annotation? simpleContent|complexContent! ~openContent? $model $attributes",
    )
    .read("documentation $particles $uses"),
    row("complexContent", "", "id mixed:flag", "annotation? restriction|extension?").read("$particles $uses"),
    row("simpleContent", "", "id", "annotation? restriction|extension?").read("$uses"),
    row("extension", "complexContent", "id base", "annotation? ~openContent? $model $attributes")
        .read("$particles $uses"),
    row("restriction", "complexContent", "id base", "annotation? ~openContent? $model $attributes")
        .read("$particles $uses"),
    row("extension", "simpleContent", "id base", "annotation? $attributes").read("$uses"),
    row("restriction", "simpleContent", "id base", "annotation? simpleType? $facets $attributes")
        .read("$uses"),
    row("openContent", "", "id mode=none,interleave,suffix", "annotation? any?"),
    row("defaultOpenContent", "", "id appliesToEmpty=flag mode=interleave,suffix", "annotation? any?"),
    row("assert", "", "id test xpathDefaultNamespace", "annotation?"),
    row("attributeGroup", "global", "id name", "annotation? attribute|attributeGroup* anyAttribute?")
        .read("$uses"),
    row("attributeGroup", "ref", "id +ref", "annotation?"),
    row("anyAttribute", "", "id namespace processContents=strict,lax,skip notNamespace notQName", "annotation?"),
    // Content models.
    row("group", "global", "id name", "annotation? all|choice|sequence?").read("$particles"),
    row("group", "ref", "id ref $occurs", "annotation?"),
    row("all", "", "id $occurs", "annotation? element|any|group*").read("choice sequence all $uses"),
    row("choice", "", "id $occurs", "annotation? element|group|choice|sequence|any*").read("all $uses"),
    row("sequence", "", "id $occurs", "annotation? element|group|choice|sequence|any*").read("all $uses"),
    // The model of a named group stands once: how often is for its references to say.
    row("all", "group", "id !minOccurs !maxOccurs:unbounded", "annotation? element|any|group*")
        .read("choice sequence all"),
    row(
        "choice",
        "group",
        "id !minOccurs !maxOccurs:unbounded",
        "annotation? element|group|choice|sequence|any*",
    )
    .read("all"),
    row(
        "sequence",
        "group",
        "id !minOccurs !maxOccurs:unbounded",
        "annotation? element|group|choice|sequence|any*",
    )
    .read("all"),
    row(
        "any",
        "",
        "id namespace processContents=strict,lax,skip notNamespace notQName $occurs",
        "annotation?",
    ),
    // Simple types.
    row("simpleType", "global", "id name final", "annotation? restriction|list|union?").read("documentation"),
    row("simpleType", "local", "id", "annotation? restriction|list|union?").read("documentation"),
    row("restriction", "simpleType", "id base", "annotation? simpleType?/base $facets").read("complexType"),
    row("list", "", "id itemType", "annotation? simpleType?/itemType").read("complexType"),
    row("union", "", "id memberTypes", "annotation? simpleType*"),
    row("minExclusive", "", "id +value fixed=flag", "annotation?"),
    row("minInclusive", "", "id +value fixed=flag", "annotation?"),
    row("maxExclusive", "", "id +value fixed=flag", "annotation?"),
    row("maxInclusive", "", "id +value fixed=flag", "annotation?"),
    row("totalDigits", "", "id +value fixed=flag", "annotation?"),
    row("fractionDigits", "", "id +value fixed=flag", "annotation?"),
    row("length", "", "id +value fixed=flag", "annotation?"),
    row("minLength", "", "id +value fixed=flag", "annotation?"),
    row("maxLength", "", "id +value fixed=flag", "annotation?"),
    row("enumeration", "", "id +value", "annotation?").read("documentation"),
    row("whiteSpace", "", "id +value=preserve,replace,collapse fixed=flag", "annotation?"),
    row("pattern", "", "id +value", "annotation?"),
    row("assertion", "", "id test xpathDefaultNamespace", "annotation?"),
    row("explicitTimezone", "", "id +value=required,prohibited,optional fixed=flag", "annotation?"),
];

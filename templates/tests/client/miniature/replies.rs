//! Envelopes as a server of the miniature writes them.

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// A reply's envelope, with these header blocks and this Body; `a` is the contract's namespace.
pub(crate) fn envelope(headers: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP}\" xmlns:a=\"urn:example:atlas\"><s:Header>{headers}</s:Header>\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

pub(crate) fn saved(name: &str) -> String {
    envelope(
        "<a:Succeeded>true</a:Succeeded>",
        &format!(
            "<a:SavePlaceResponse><a:Response><a:Name>{name}</a:Name><a:Rank>3</a:Rank></a:Response></a:SavePlaceResponse>"
        ),
    )
}

pub(crate) fn fault() -> String {
    envelope("", "<s:Fault><faultcode>s:Server</faultcode><faultstring>no such place</faultstring></s:Fault>")
}

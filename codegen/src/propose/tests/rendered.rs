use super::{logins, others, proposals};
use crate::config::Config;

const BASE: &str = "[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A.wsdl\"\n";

#[test]
fn a_configuration_says_what_is_certain_and_why() {
    let proposed = proposals(
        "in Session { sessionId }
         in MessageId
         out Succeeded: boolean
         out ErrorInfo { Message, Code }
         Login(user, password) [/ Succeeded ErrorInfo] -> result { sessionId, serverUrl }
         LoginWith(user, tenant, password) [/ Succeeded ErrorInfo] -> result { sessionId, serverUrl }
         List(q) [Session MessageId / Succeeded ErrorInfo] -> order* { DeviceToken }",
    );
    let expected = "
# The rest is proposed from the contract, once: soapwright does not change this file. Read it, and correct what is not so.

# Request headers that at least half of the operations share: the session fills them in, not the caller.
[session]
headers = [\"Session\"]
# Others that at least half share:
# - `MessageId`: it says something of one message: `MessageId`

# All operations answer with the header `Succeeded`; where it is false, the call failed, and `ErrorInfo` says why.
[outcome]
succeeded = \"Succeeded\"
error = \"ErrorInfo\"
kind = \"Code\"
message = \"Message\"

# `Sketch.Login` takes a password, and gives what the request header `Session` takes: it makes `Session::login`.
[login]
operation = \"Sketch.Login\"
ticket = \"result.sessionId\"
header = \"Session.sessionId\"
succeeded = \"Succeeded\"
url = \"result.serverUrl\"

# Other operations may log in; one of them can be named here instead.
# - it asks for more:
# operation = \"Sketch.LoginWith\"
# ticket = \"result.sessionId\"
# header = \"Session.sessionId\"
# succeeded = \"Succeeded\"
# url = \"result.serverUrl\"

# No contract tells what says that a ticket is refused. A session must know it to renew its ticket: then it logs in
# again and sends the call once more. Without these keys it takes HTTP status 401 and the Faults of WS-Security for
# it; say here what else this server answers.
# [login.refused]
# faults = [\"SessionExpired\"]       # Fault codes
# kinds = [\"SessionExpired\"]        # kinds of `ErrorInfo`, whole or what follows the last dot
# messages = [\"ticket has expired\"] # texts in the message

# Text that looks like a secret by its name: never in Debug output, errors and logs.
[secrets]
fields = [\"password\", \"sessionId\"]
# Perhaps these too: \"DeviceToken\"
";
    assert_eq!(proposed.render(), expected);
    assert_eq!(
        proposed.told(),
        "  [session] Session\n  [outcome] Succeeded, ErrorInfo\n  [login]   Sketch.Login\n  [secrets] password, sessionId\n  \
         as comments, for you to decide: [login.refused]\n"
    );
}

#[test]
fn what_is_doubted_is_a_comment() {
    let proposed = proposals(
        "in Head { sessionId }
         out Success: boolean
         Login(user, password) [/ Success] -> LoginResult
         List(q) [Head] -> order* { PIN }",
    );
    let expected = "
# The rest is proposed from the contract, once: soapwright does not change this file. Read it, and correct what is not so.

# Request headers that at least half of the operations share: the session fills them in, not the caller.
[session]
headers = [\"Head\"]

# The response header `Success` may say whether a call worked, but no response header of the same operations says what
# went wrong.
# [outcome]
# succeeded = \"Success\"
# error = \"…\"

# These operations may log in; one of them can make `Session::login`.
# - `LoginResult` and `Head.sessionId` are not called alike:
# [login]
# operation = \"Sketch.Login\"
# ticket = \"LoginResult\"
# header = \"Head.sessionId\"
# succeeded = \"Success\"

# No contract tells what says that a ticket is refused. A session must know it to renew its ticket: then it logs in
# again and sends the call once more. Without these keys it takes HTTP status 401 and the Faults of WS-Security for
# it; say here what else this server answers.
# [login.refused]
# faults = [\"SessionExpired\"]       # Fault codes
# messages = [\"ticket has expired\"] # texts in the message

# Text that looks like a secret by its name: never in Debug output, errors and logs.
[secrets]
fields = [\"password\", \"sessionId\"]
# Perhaps these too: \"PIN\"
";
    assert_eq!(proposed.render(), expected);
    assert!(proposals("a(x) -> y").render().is_empty() && proposals("a(x) -> y").told().is_empty());
}

#[test]
fn the_text_says_what_was_proposed() {
    for sketch in logins::sketches().chain(others::sketches()) {
        let proposed = proposals(sketch);
        let text = proposed.render();
        let config = Config::parse(&format!("{BASE}{text}"), "soapwright.toml".as_ref()).unwrap();
        assert_eq!(config.session.headers, proposed.session.headers, "{text}");
        let certain = proposed.outcome.as_ref().ok().filter(|outcome| outcome.doubt.is_none());
        assert_eq!(config.outcome.map(|o| o.succeeded), certain.map(|o| o.succeeded.clone()), "{text}");
        let login = proposed.logins.certain();
        assert_eq!(config.login.and_then(|l| l.operation), login.map(|l| l.operation.clone()), "{text}");
        assert!(config.secrets.fields.iter().eq(&proposed.secrets.fields), "{text}");
        // Uncommented, each line is one of the configuration.
        let keys = text.lines().filter_map(|line| line.strip_prefix("# "));
        for key in keys.filter(|line| line.starts_with('[') || line.contains(" = ")) {
            assert!(key.parse::<toml::Table>().is_ok(), "{key}");
        }
    }
}

use super::proposals;

pub(super) fn sketches() -> impl Iterator<Item = &'static str> {
    let outcomes = OUTCOMES.iter().map(|(sketch, _)| *sketch);
    outcomes.chain(HEADERS.iter().chain(SECRETS).map(|(sketch, _, _)| *sketch))
}

const NONE: &str = "none: no boolean response header is called a success";

const OUTCOMES: &[(&str, &str)] = &[
    (
        "out Succeeded: boolean
         out ExceptionInfo { Message, ExceptionType, StackTrace }
         a(x) [/ Succeeded ExceptionInfo] -> y
         b(x) [/ Succeeded ExceptionInfo] -> y",
        "Succeeded ExceptionInfo ExceptionType Message",
    ),
    (
        "out issuccess: boolean
         out errorinfo { description }
         a(x) [/ issuccess errorinfo] -> y",
        "issuccess errorinfo - description",
    ),
    (
        "out Success: boolean
         out Error { Number: int }
         a(x) [/ Success Error] -> y",
        "? Success - - -: no response header of the same operations says what went wrong",
    ),
    (
        "out Success: boolean
         out Error { Text }
         a(x) [/ Success Error] -> y
         b(x) -> y",
        "? Success Error - Text: only 1 of 2 operations carry `Success`",
    ),
    (
        "out Success: boolean
         out DefaultHeader { Text }
         a(x) [/ Success DefaultHeader] -> y",
        "? Success - - -: no response header of the same operations says what went wrong",
    ),
    (
        "out Success: boolean
         out ErrorA { Text }
         out FaultB { Message }
         a(x) [/ Success ErrorA FaultB] -> y",
        "? Success FaultB - Message: several headers may say what went wrong: `ErrorA`, `FaultB`",
    ),
    ("out Success\nout Error { Text }\na(x) [/ Success Error] -> y", NONE),
    (
        "out PartialSuccess: boolean\nout NotSuccessful: boolean\na(x) [/ PartialSuccess NotSuccessful] -> y",
        NONE,
    ),
    ("a(x) -> Success: boolean, Error { Message }", NONE),
];

#[test]
fn outcomes_are_certain_where_nine_of_ten_say_what_went_wrong_too() {
    for (sketch, expected) in OUTCOMES {
        let found = match &proposals(sketch).outcome {
            Ok(outcome) => {
                let or = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
                let parts =
                    [outcome.succeeded.clone(), or(&outcome.error), or(&outcome.kind), or(&outcome.message)];
                match &outcome.doubt {
                    Some(doubt) => format!("? {}: {doubt}", parts.join(" ")),
                    None => parts.join(" "),
                }
            }
            Err(why) => format!("none: {why}"),
        };
        assert_eq!(found, *expected, "{sketch}");
    }
}

const HEADERS: &[(&str, &str, &str)] = &[
    ("in A\nin B\na(x) [A B] -> y\nb(x) [A] -> y\nc(x) -> y", "A", ""),
    // What gives the ticket does not carry it.
    (
        "in Ticket\nin Key\nservice One\na(x) [Ticket Key] -> y
         service Two\nb(name, password) [Key] -> y\nc(x) [Key] -> y\nd(x) [Key] -> y",
        "Key Ticket",
        "",
    ),
    ("in A\nin B\nservice One\na(x) [A] -> y\nservice Two\nb(x) -> y\nc(x) -> y\nd(x) [B] -> y", "", ""),
    ("in Own { note }\na(x) [Own] -> y", "", "Own: only `a` carries it, and it may be its own"),
    ("in Own { note }\na(x) [Own] -> y\nb(x) -> y", "", "Own: only `a` carries it, and it may be its own"),
    ("in Own { password }\nin Zone\na(x) [Own Zone] -> y", "Own Zone", ""),
    (
        "in Head { MessageId, from }\na(x) [Head] -> y\nb(x) [Head] -> y",
        "",
        "Head: it says something of one message: `Head.MessageId`",
    ),
    (
        "in RequestId\na(x) [RequestId] -> y\nb(x) [RequestId] -> y",
        "",
        "RequestId: it says something of one message: `RequestId`",
    ),
    ("a(x) -> y", "", ""),
];

#[test]
fn headers_that_half_of_the_operations_share_are_the_sessions() {
    for (sketch, headers, doubted) in HEADERS {
        let session = proposals(sketch).session;
        assert_eq!(session.headers.join(" "), *headers, "{sketch}");
        let lines: Vec<String> = session.doubted.iter().map(|(name, why)| format!("{name}: {why}")).collect();
        assert_eq!(lines.join("; "), *doubted, "{sketch}");
    }
}

const SECRETS: &[(&str, &str, &str)] = &[
    (
        "a(Password, newPwd, passwd, userpassword, password2, PasswordHash, PassWord, confirm_password) -> y",
        "PassWord Password PasswordHash confirm_password newPwd passwd password2 userpassword",
        "",
    ),
    (
        "a(HasPassword: boolean, PasswordExpires: dateTime, passwordLength: int, PasswordHint, ResetPassword) -> y",
        "",
        "",
    ),
    (
        "a(token, AccessToken, refresh_token, authtoken, tokenValue, Tokens*) -> y",
        "AccessToken Tokens authtoken refresh_token token tokenValue",
        "",
    ),
    (
        "a(ContinuationToken, NextToken, nexttoken, PageToken, SyncToken, cancellationToken, EchoToken, tokenType, \
         TokenCount: int, tokenized) -> y",
        "",
        "",
    ),
    (
        "a(ClientToken, DeviceToken, ExchangeTicket, stackTrace, PIN) -> y",
        "",
        "ClientToken DeviceToken ExchangeTicket PIN stackTrace",
    ),
    (
        "a(SessionID, sessionid, session_id, JSESSIONID, sessionName, session) -> y",
        "JSESSIONID SessionID session_id sessionid",
        "",
    ),
    (
        "a(Ticket, authTicket, TicketNumber, ticketId: int, SessionKey, PortSessionKey) -> y",
        "SessionKey Ticket authTicket",
        "",
    ),
    ("a(ApiKey, apikey, API_KEY, keyword, key, AccessKeyId) -> y", "API_KEY ApiKey apikey", ""),
    (
        "a(clientSecret, SecretValue, secret, secretary, SecretQuestion, secretAnswer) -> y",
        "SecretValue clientSecret secret secretAnswer",
        "",
    ),
    ("a(x) -> GetTokenResult, LoginResult, CheckPasswordResult", "GetTokenResult", ""),
    ("a(x) -> token: base64Binary, ticket: long, password: boolean", "token", ""),
    (
        "in ApplicationToken\nin Security { Password }\na(x) [ApplicationToken Security] -> y",
        "ApplicationToken Password",
        "",
    ),
    ("out Session { Ticket }\na(x) [/ Session] -> rows* { ApiKey }", "ApiKey Ticket", ""),
    ("ContinueList(token) -> row*\nList(q) -> row*, token", "", "token"),
    // Nothing in the crate has them.
    ("type Unused { Password }\na(x) -> y", "", ""),
    ("a(name, count: int) -> y", "", ""),
];

#[test]
fn secrets_are_text_whose_name_is_one() {
    for (sketch, fields, doubted) in SECRETS {
        let secrets = proposals(sketch).secrets;
        let joined =
            |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(joined(&secrets.fields), *fields, "{sketch}");
        assert_eq!(joined(&secrets.doubted), *doubted, "{sketch}");
    }
}

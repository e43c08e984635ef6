use super::{logins, proposals};

/// Contracts, and the logins that they propose.
const TABLE: &[(&str, &str, &[&str])] = &[
    (
        "a record result, and a record header with a field of that name",
        "in SessionHeader { sessionId }
         login(username, password) -> result { metadataServerUrl, passwordExpired: boolean, serverUrl, sessionId, userId }
         query(q) [SessionHeader] -> row*
         setPassword(userId, password) [SessionHeader] -> result { sessionId }",
        &["login gives result.sessionId to SessionHeader.sessionId at result.serverUrl"],
    ),
    (
        "the result is the header's own type",
        "type Credentials { Ticket }
         in Credentials: Credentials
         in ApplicationToken
         out Succeeded: boolean
         service Principal
         Authenticate(UserName, Password) [ApplicationToken / Succeeded] -> Credentials: Credentials, AuthenticationSucceeded: boolean
         AuthenticateByToken(AccessToken) [ApplicationToken / Succeeded] -> Credentials: Credentials, AuthenticationSucceeded: boolean
         service Orders
         List(q) [Credentials ApplicationToken / Succeeded] -> order*",
        &[
            "Authenticate gives Credentials.Ticket if AuthenticationSucceeded",
            "? AuthenticateByToken gives Credentials.Ticket if AuthenticationSucceeded: `AccessToken` is no password by its name",
        ],
    ),
    (
        "the header's own type, deeper in the result",
        "type Key { token, kind }
         in Auth: Key
         open(user, pwd) -> reply { key: Key, success: boolean }
         list(q) [Auth] -> order*",
        &["open gives reply.key.token to Auth.token if reply.success"],
    ),
    (
        "a plain result and a plain header, called alike",
        "in SessionId
         Login(user, password) -> SessionID
         List(q) [SessionId] -> order*",
        &["Login gives SessionID to SessionId"],
    ),
    (
        "a plain result and a plain header, not called alike",
        "in SessionId
         Login(user, password) -> LoginResult
         List(q) [SessionId] -> order*",
        &["? Login gives LoginResult to SessionId: `LoginResult` and `SessionId` are not called alike"],
    ),
    (
        "names that say the same in other words",
        "in Security { AuthToken }
         SignOn(user, passwd) -> result { accessToken, expires: dateTime }
         List(q) [Security] -> order*",
        &["SignOn gives result.accessToken to Security.AuthToken"],
    ),
    (
        "what a login gives is not what an application's token is",
        "in ApplicationToken
         Login(user, password) -> token
         List(q) [ApplicationToken] -> order*",
        &["none: `Login` takes a password, but no session header takes what it gives"],
    ),
    (
        "the ticket goes along as a parameter",
        "login(username, apiKey) -> loginReturn
         connect(username, password) -> sessionId
         call(sessionId, path) -> row*",
        &["none: `connect` takes a password, but there is no session header for what it gives"],
    ),
    (
        "cookies carry the session, and a header carries the password",
        "in passport { email, password }
         login(passport { email, password }) [passport] -> response { userId, status { isSuccess: boolean } }
         get(id) [passport] -> record",
        &["none: `login` takes a password, but no session header takes what it gives"],
    ),
    (
        "two that tie",
        "in Session { id, sessionId }
         LoginUser(user, password) -> sessionId
         LoginAgent(agent, password) -> sessionId
         List(q) [Session] -> order*",
        &[
            "? LoginUser gives sessionId to Session.sessionId: several operations log in, and none asks for less than the others",
            "? LoginAgent gives sessionId to Session.sessionId: several operations log in, and none asks for less than the others",
        ],
    ),
    (
        "of several the one that asks for least",
        "in Session { sessionId }
         LoginFull(tenant, user, password) -> sessionId
         Login(user, password) -> sessionId
         LoginWithSecret(clientSecret) -> sessionId
         List(q) [Session] -> order*
         Get(q) [Session] -> order*",
        &[
            "Login gives sessionId to Session.sessionId",
            "? LoginFull gives sessionId to Session.sessionId: it asks for more",
            "? LoginWithSecret gives sessionId to Session.sessionId: `clientSecret` is no password by its name",
        ],
    ),
    (
        "passwords that are changed, made or checked",
        "in Session { sessionId }
         ChangePassword(user, password, newPassword) -> sessionId
         RenewPassword(oldPassword, password) -> sessionId
         CreateUser(user, password) -> sessionId
         ResetPassword(password) -> sessionId
         CheckPassword(user, password) -> valid: boolean
         List(q) [Session] -> order*
         Get(q) [Session] -> order*
         Put(q) [Session] -> order*
         Drop(q) [Session] -> order*
         Find(q) [Session] -> order*",
        &[
            "none: no operation takes a password for what a session header takes; a ticket goes to Session.sessionId",
        ],
    ),
    (
        "a session that is created",
        "in Session { sessionId }
         CreateSession(request { user, password, tenant }) -> response { sessionId }
         List(q) [Session] -> order*",
        &["CreateSession gives response.sessionId to Session.sessionId"],
    ),
    (
        "a password-like parameter that is not text",
        "in Session { sessionId }
         Login(user, checkPassword: boolean) -> sessionId
         List(q) [Session] -> order*",
        &[
            "none: no operation takes a password for what a session header takes; a ticket goes to Session.sessionId",
        ],
    ),
    (
        "an operation in the session that takes a password of something else",
        "in Session { sessionId }
         OpenArchive(name, password) [Session] -> sessionId
         List(q) [Session] -> order*",
        &["? OpenArchive gives sessionId to Session.sessionId: it carries the session's header itself"],
    ),
    (
        "a login that declares the header, as all do",
        "in Session { sessionId }
         Login(user, password) [Session] -> sessionId
         List(q) [Session] -> order*",
        &["Login gives sessionId to Session.sessionId"],
    ),
    (
        "what a header shares with a result and is no ticket",
        "in Info { language, userId }
         Login(user, password) -> language, userId
         Get(id) [Info] -> order
         List(q) [Info] -> order*",
        &["none: `Login` takes a password, but no session header takes what it gives"],
    ),
    (
        "two headers that could take it",
        "in SessionHeader { sessionId }
         in Trace { sessionId }
         Login(user, password) -> sessionId
         List(q) [SessionHeader Trace] -> order*",
        &["? Login gives sessionId to SessionHeader.sessionId: `sessionId` may go to `Trace.sessionId` as well"],
    ),
    (
        "tickets in a list have no path",
        "in SessionHeader { sessionId }
         Login(user, password) -> session* { sessionId }
         List(q) [SessionHeader] -> order*",
        &["none: `Login` takes a password, but no session header takes what it gives; a ticket goes to SessionHeader.sessionId"],
    ),
    (
        "a response header says whether it worked",
        "in SessionHeader { sessionId }
         out IsSuccess: boolean
         Login(user, password) [/ IsSuccess] -> sessionId, homeUrl, isLocked: boolean
         List(q) [SessionHeader / IsSuccess] -> order*",
        &["Login gives sessionId to SessionHeader.sessionId if IsSuccess"],
    ),
    (
        "a token that only leads on",
        "in Paging { ContinuationToken }
         Login(user, password) -> ContinuationToken
         Get(id) [Paging] -> order
         List(q) [Paging] -> order*",
        &["none: `Login` takes a password, but no session header takes what it gives"],
    ),
];

pub(super) fn sketches() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(_, sketch, _)| *sketch)
}

#[test]
fn logins_are_proposed_as_a_reader_would() {
    for (what, sketch, expected) in TABLE {
        let found = logins(&proposals(sketch));
        assert_eq!(found, *expected, "{what}");
    }
}

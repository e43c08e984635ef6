//! Why something is not supported, where several assertions come to it.

pub(super) const NO_SYMMETRIC: &str =
    "the client makes no symmetric keys: the service has to offer an endpoint with https or X.509 signatures";
pub(super) const NO_ENCRYPTION: &str = "the client does not encrypt in the envelope (XML Encryption): the service has to offer an endpoint by https";

//! What each operation's method returns, so that the samples are also read into the types that users get.

use superoffice_services86::runtime::codec::Field;
use superoffice_services86::runtime::soap::Operation;
use superoffice_services86::so_principal::AuthenticateResponse;
use superoffice_services86::so_principal::operations as so_principal;
use superoffice_services86::types::{
    CommandResult, CredentialType, CredentialsGroup, CredentialsGroupUsers, CustomCommand, MDOListItem,
    ResolvedUser, Role, RoleEntity, SelectableMDOListItem, ServiceAuth, SoSystemInfoCarrier,
    UntrustedCredentials, User, UserGroup, UserInfo, UserValidationResult,
};
use superoffice_services86::user::operations as user;
use superoffice_services86::values::{List, Map};

/// An operation, and an empty value of what its method returns.
pub(super) type Typed = (&'static Operation, fn() -> Box<dyn Field>);

fn empty<T: Field + Default + 'static>() -> Box<dyn Field> {
    Box::new(T::default())
}

macro_rules! typed {
    ($($result:ty: $($service:ident::$operation:ident)*;)*) => {
        /// The operations of both services.
        pub(super) const TYPED: &[Typed] = &[$($((&$service::$operation, empty::<$result>),)*)*];
    };
}

typed! {
    Option<ServiceAuth>:
        user::CREATE_DEFAULT_SERVICE_AUTH user::SAVE_SERVICE_AUTH user::GET_SERVICE_AUTH;
    ():
        user::DELETE_SERVICE_AUTH user::DELETE_USER user::DELETE_ROLE user::SET_FUNCTIONAL_RIGHTS
        user::SET_DATA_RIGHT user::DELETE_USER_FROM_NAME user::SAVE_UNTRUSTED_CREDENTIALS
        user::SAVE_UNTRUSTED_CREDENTIALS_FOR_ASSOCIATE user::REMOVE_UNTRUSTED_CREDENTIALS
        user::REMOVE_UNTRUSTED_CREDENTIALS_FOR_ASSOCIATE user::DELETE_EXTERNAL_USER
        user::SET_EXTERNAL_USER_INFO user::REMOVE_LICENSES user::MAKE_RETIRED user::ADD_OWNER_CONTACT
        user::REMOVE_OWNER_CONTACT user::DELETE_USER_GROUP;
    Option<RoleEntity>:
        user::CREATE_DEFAULT_ROLE_ENTITY user::SAVE_ROLE_ENTITY user::GET_ROLE_ENTITY
        user::CREATE_DEFAULT_ROLE_ENTITY_FROM_TYPE;
    Option<UntrustedCredentials>:
        user::CREATE_DEFAULT_UNTRUSTED_CREDENTIALS;
    Option<User>:
        user::CREATE_DEFAULT_USER user::SAVE_USER user::GET_USER user::GET_USER_FROM_NAME
        user::SAVE_USER_FROM_NAME user::CREATE_DEFAULT_USER_FROM_USER_TYPE_AND_PERSON_ID
        user::CREATE_DEFAULT_USER_FROM_USER_TYPE user::CHANGE_USER_TYPE
        user::CREATE_DEFAULT_USER_FROM_USER_TYPE_AND_CREDENTIAL;
    List<CustomCommand>:
        user::GET_USER_COMMANDS;
    Option<CommandResult>:
        user::EXECUTE_USER_COMMAND;
    bool:
        user::SAVE_CREDENTIAL user::DELETE_CREDENTIAL user::CAN_CHANGE_PASSWORD user::CHANGE_PASSWORD
        user::SET_PASSWORD_FROM_NAME user::SET_PASSWORD user::CHANGE_OWN_PASSWORD
        user::CHANGE_PASSWORD_FROM_NAME user::IS_USER_NAME_VALID user::IS_PASSWORD_VALID;
    List<CredentialsGroup>:
        user::FIND_CREDENTIALS_GROUPS;
    Option<CredentialsGroupUsers>:
        user::FIND_CREDENTIAL_USERS user::GET_CREDENTIAL_USERS_IN_GROUP;
    Option<Role>:
        user::GET_ROLE;
    List<SelectableMDOListItem>:
        user::GET_ALL_ROLES user::GET_ALL_FUNCTIONAL_RIGHTS user::GET_FUNCTIONAL_RIGHTS;
    Option<String>:
        user::GET_DATA_RIGHT user::GENERATE_NEW_PASSWORD_FOR_EXTERNAL_USER user::SET_GENERATED_PASSWORD
        user::SET_GENERATED_PASSWORD_FROM_NAME user::GET_VALID_USER_NAME;
    Map<String, Option<String>>:
        user::GET_DATA_RIGHTS;
    List<MDOListItem>:
        user::FIND_ROLES_WITH_FUNCTIONAL_RIGHT;
    List<i32>:
        user::FIND_ROLES_WITH_FUNCTIONAL_RIGHTS user::FIND_ROLES_WITHOUT_FUNCTIONAL_RIGHTS;
    List<CredentialType>:
        user::GET_CREDENTIAL_TYPES user::GET_CREDENTIAL_TYPES_FOR_USER_TYPE;
    List<UntrustedCredentials>:
        user::GET_UNTRUSTED_CREDENTIALS user::GET_UNTRUSTED_CREDENTIALS_FOR_ASSOCIATE;
    i32:
        user::CREATE_EXTERNAL_USER;
    List<User>:
        user::GET_USER_FROM_PERSON_ID user::GET_USER_FROM_EJ_USER_ID;
    Option<UserValidationResult>:
        user::IS_PASSWORD_VALID_WITH_REASON user::IS_USER_NAME_VALID_WITH_REASON;
    Option<ResolvedUser>:
        user::RESOLVE_USER_FROM_INFO;
    Option<UserGroup>:
        user::GET_USER_GROUP user::SAVE_USER_GROUP user::CREATE_USER_GROUP;
    List<UserGroup>:
        user::GET_ALL_USER_GROUPS user::GET_USER_GROUP_LIST;
    Option<UserInfo>:
        user::GET_USER_INFO;
    List<UserInfo>:
        user::GET_USER_INFO_LIST;
    Option<SoSystemInfoCarrier>:
        so_principal::GET_SYSTEM_INFO;
    AuthenticateResponse:
        so_principal::AUTHENTICATE_IMPLICIT so_principal::AUTHENTICATE_USERNAME_PASSWORD
        so_principal::AUTHENTICATE_GENERIC so_principal::AUTHENTICATE_WITH_ACCESS_TOKEN;
}

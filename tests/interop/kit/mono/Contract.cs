// The part of the User contract that the host serves, written by hand after the published one: same namespace, element
// names, order and headers. DataContractSerializer reads and writes it.
using System;
using System.Collections.Generic;
using System.Runtime.Serialization;
using System.ServiceModel;

static class Names
{
    public const string Service = "http://www.superoffice.net/ws/crm/NetServer/Services86";
}

[Flags]
[DataContract(Namespace = Names.Service)]
public enum ETableRight
{
    [EnumMember] Select = 1,
    [EnumMember] Update = 2,
    [EnumMember] Insert = 4,
    [EnumMember] Delete = 8,
    [EnumMember] Filtering = 16,
    [EnumMember] RestrictedUpdate = 32,
}

[Flags]
[DataContract(Namespace = Names.Service)]
public enum EFieldRight
{
    [EnumMember] Read = 1,
    [EnumMember] Write = 2,
    [EnumMember] Unused1 = 4,
    [EnumMember] Unused2 = 8,
    [EnumMember] Unused3 = 16,
    [EnumMember] Unused4 = 32,
    [EnumMember] UIHintMandatory = 64,
    [EnumMember] UIHintReadOnly = 128,
    [EnumMember] UndefinedValue256 = 256,
}

[DataContract(Namespace = Names.Service)]
public class TableRight
{
    [DataMember(Order = 0)] public ETableRight Mask;
    [DataMember(Order = 1)] public string Reason;
}

[DataContract(Namespace = Names.Service)]
public class FieldRight
{
    [DataMember(Order = 0)] public EFieldRight Mask;
    [DataMember(Order = 1)] public string Reason;
}

[DataContract(Namespace = Names.Service)]
public class FieldProperty
{
    [DataMember(Order = 0)] public FieldRight FieldRight;
    [DataMember(Order = 1)] public string FieldType;
    [DataMember(Order = 2)] public int FieldLength;
}

[CollectionDataContract(Namespace = Names.Service, ItemName = "FieldPropertyDictionaryKeyValuePair",
    KeyName = "Key", ValueName = "Value")]
public class FieldPropertyDictionary : Dictionary<string, FieldProperty> { }

[CollectionDataContract(Namespace = Names.Service, ItemName = "SoExceptionInfoParametersKeyValuePair",
    KeyName = "Key", ValueName = "Value")]
public class SoExceptionInfoParameters : Dictionary<string, string> { }

[CollectionDataContract(Namespace = Names.Service, ItemName = "ExtraInfoNameValuePair",
    KeyName = "Key", ValueName = "Value")]
public class SoExtraInfo : Dictionary<string, string> { }

[DataContract(Namespace = Names.Service)]
[KnownType(typeof(UserGroup))]
public class Carrier
{
    [DataMember(Order = 0)] public TableRight TableRight;
    [DataMember(Order = 1)] public FieldPropertyDictionary FieldProperties;
}

[DataContract(Namespace = Names.Service)]
public class UserGroup : Carrier
{
    [DataMember(Order = 0)] public string Value;
    [DataMember(Order = 1)] public string Tooltip;
    [DataMember(Order = 2)] public int Id;
    [DataMember(Order = 3)] public short Rank;
    [DataMember(Order = 4)] public short Deleted;
}

[CollectionDataContract(Namespace = Names.Service, ItemName = "UserGroup")]
public class ArrayOfUserGroup : List<UserGroup> { }

[DataContract(Namespace = Names.Service)]
public class SoCredentials
{
    [DataMember(Order = 0)] public string Ticket;
}

[DataContract(Namespace = Names.Service)]
public class SoTimeZone
{
    [DataMember(Order = 0)] public int SoTimeZoneId;
    [DataMember(Order = 1)] public string SoTimeZoneLocationCode;
}

[DataContract(Namespace = Names.Service)]
public class SoExceptionInfo
{
    [DataMember(Order = 0)] public string Message;
    [DataMember(Order = 1)] public string StackTrace;
    [DataMember(Order = 2)] public string FriendlyText;
    [DataMember(Order = 3)] public string ExceptionType;
    [DataMember(Order = 4)] public string Source;
    [DataMember(Order = 5)] public SoExceptionInfo InnerException;
    [DataMember(Order = 6)] public SoExceptionInfoParameters Parameters;
}

[MessageContract(IsWrapped = true, WrapperName = "SaveUserGroup", WrapperNamespace = Names.Service)]
public class SaveRequest
{
    [MessageHeader(Namespace = Names.Service)] public string ApplicationToken;
    [MessageHeader(Namespace = Names.Service)] public SoCredentials Credentials;
    [MessageHeader(Namespace = Names.Service)] public SoTimeZone TimeZone;
    [MessageBodyMember(Namespace = Names.Service)] public UserGroup UserGroup;
}

[MessageContract(IsWrapped = true, WrapperName = "SaveUserGroupResponse", WrapperNamespace = Names.Service)]
public class SaveResponse
{
    [MessageHeader(Namespace = Names.Service)] public SoExceptionInfo ExceptionInfo;
    [MessageHeader(Namespace = Names.Service)] public SoExtraInfo ExtraInfo;
    [MessageHeader(Namespace = Names.Service)] public bool Succeeded;
    [MessageHeader(Namespace = Names.Service)] public SoTimeZone TimeZone;
    [MessageBodyMember(Namespace = Names.Service)] public UserGroup Response;
}

[MessageContract(IsWrapped = true, WrapperName = "GetAllUserGroups", WrapperNamespace = Names.Service)]
public class ListRequest
{
    [MessageHeader(Namespace = Names.Service)] public string ApplicationToken;
    [MessageHeader(Namespace = Names.Service)] public SoCredentials Credentials;
    [MessageHeader(Namespace = Names.Service)] public SoTimeZone TimeZone;
    [MessageBodyMember(Namespace = Names.Service)] public bool IncludeDeleted;
}

[MessageContract(IsWrapped = true, WrapperName = "GetAllUserGroupsResponse", WrapperNamespace = Names.Service)]
public class ListResponse
{
    [MessageHeader(Namespace = Names.Service)] public SoExceptionInfo ExceptionInfo;
    [MessageHeader(Namespace = Names.Service)] public SoExtraInfo ExtraInfo;
    [MessageHeader(Namespace = Names.Service)] public bool Succeeded;
    [MessageHeader(Namespace = Names.Service)] public SoTimeZone TimeZone;
    [MessageBodyMember(Namespace = Names.Service)] public ArrayOfUserGroup Response;
}

[ServiceContract(Namespace = Names.Service, Name = "User")]
public interface IUser
{
    [OperationContract(Action = Names.Service + "/User/SaveUserGroup",
        ReplyAction = Names.Service + "/User/SaveUserGroupResponse")]
    [FaultContract(typeof(SoExceptionInfo), Name = "SoExceptionInfo", Namespace = Names.Service)]
    SaveResponse SaveUserGroup(SaveRequest request);

    [OperationContract(Action = Names.Service + "/User/GetAllUserGroups",
        ReplyAction = Names.Service + "/User/GetAllUserGroupsResponse")]
    ListResponse GetAllUserGroups(ListRequest request);
}

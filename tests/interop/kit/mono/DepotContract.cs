// The Depot service: what the User contract has no use for. Derived types over two namespaces, one of them two levels
// deep; flags; a dictionary of anything; and contracts of two ages. The client's view of it is Depot.wsdl, which is
// older than this in all but Pallet: it does not know the members, the flag and the types that are marked "newer" here.
using System;
using System.Collections.Generic;
using System.Runtime.Serialization;
using System.ServiceModel;

static class Spaces
{
    public const string Service = "http://depot.example/service";
    public const string Fleet = "http://depot.example/fleet";
    public const string Partners = "http://depot.example/partners";
}

[Flags]
[DataContract(Namespace = Spaces.Fleet)]
public enum Duty
{
    [EnumMember] Night = 1,
    [EnumMember] Cold = 2,
    [EnumMember] Heavy = 4,
    [EnumMember] Foreign = 8, // newer
}

[DataContract(Namespace = Spaces.Fleet)]
[KnownType(typeof(Truck))]
[KnownType(typeof(Tanker))]
[KnownType(typeof(Bicycle))]
[KnownType(typeof(Tram))]
public class Vehicle
{
    [DataMember(Order = 0)] public string Plate;
    [DataMember(Order = 1)] public int Wheels;
    [DataMember(Order = 2)] public Duty Duties;
}

[DataContract(Namespace = Spaces.Fleet)]
public class Truck : Vehicle
{
    [DataMember(Order = 0)] public decimal Load;
    [DataMember(Order = 1)] public string Maker; // newer
    [DataMember(Order = 2)] public Vehicle Trailer;
}

[DataContract(Namespace = Spaces.Partners)]
public class Tanker : Truck
{
    [DataMember(Order = 0)] public string Cargo;
    [DataMember(Order = 1)] public long Litres;
}

[DataContract(Namespace = Spaces.Fleet)]
public class Bicycle : Vehicle
{
    [DataMember(Order = 0)] public bool Electric;
}

// newer
[DataContract(Namespace = Spaces.Partners)]
public class Tram : Vehicle
{
    [DataMember(Order = 0)] public string Line;
    [DataMember(Order = 1)] public Vehicle Second;
}

[CollectionDataContract(Namespace = Spaces.Fleet, ItemName = "Vehicle")]
public class ArrayOfVehicle : List<Vehicle> { }

[DataContract(Namespace = Spaces.Service)]
[KnownType(typeof(Arrow))]
[KnownType(typeof(Board))]
public abstract class Sign
{
    [DataMember(Order = 0)] public int Height;
}

[DataContract(Namespace = Spaces.Service)]
public class Arrow : Sign
{
    [DataMember(Order = 0)] public bool Left;
}

[DataContract(Namespace = Spaces.Service)]
public class Board : Sign
{
    [DataMember(Order = 0)] public string Text;
}

[CollectionDataContract(Namespace = Spaces.Service, ItemName = "Sign")]
public class ArrayOfSign : List<Sign> { }

[DataContract(Namespace = Spaces.Service)]
public class Convoy
{
    [DataMember(Order = 0)] public Vehicle Leader;
    [DataMember(Order = 1)] public ArrayOfVehicle Followers;
    [DataMember(Order = 2)] public ArrayOfSign Signs;
}

[DataContract(Namespace = Spaces.Service)]
public class Stamp
{
    [DataMember(Order = 0)] public string By;
    [DataMember(Order = 1)] public DateTime At;
}

[CollectionDataContract(Namespace = Spaces.Service, ItemName = "Label", KeyName = "Name", ValueName = "Content")]
[KnownType(typeof(Stamp))]
[KnownType(typeof(Vehicle))]
[KnownType(typeof(Duty))]
public class Labels : Dictionary<string, object> { }

[DataContract(Namespace = Spaces.Service)]
public class Item
{
    [DataMember(Order = 0)] public string Name;
    [DataMember(Order = 1)] public string Lot; // newer
    [DataMember(Order = 2)] public int Count;
    [DataMember(Order = 3)] public DateTime Expires; // newer
}

[CollectionDataContract(Namespace = Spaces.Service, ItemName = "Item")]
public class ArrayOfItem : List<Item> { }

// newer
[DataContract(Namespace = Spaces.Partners)]
public class Place
{
    [DataMember(Order = 0)] public string City;
    [DataMember(Order = 1)] public List<string> Gates;
}

[DataContract(Namespace = Spaces.Service)]
[KnownType(typeof(Stamp))]
public class Crate
{
    [DataMember(Order = 0)] public Place Origin; // newer
    [DataMember(Order = 1)] public string Code;
    [DataMember(Order = 2)] public bool Fragile; // newer
    [DataMember(Order = 3)] public string Void; // newer, and nil
    [DataMember(Order = 4)] public decimal Weight;
    [DataMember(Order = 5)] public ArrayOfItem Contents;
    [DataMember(Order = 6)] public object Remark; // newer, its type an XML Schema one: a prefix that is declared on it
    [DataMember(Order = 7)] public object Seal; // newer, its type the service's: a prefix that is declared further out
    [DataMember(Order = 8)] public Vehicle Courier; // newer
    [DataMember(Order = 9)] public string Note; // newer
}

// Older than the client's: that has Layers between these two, and Owner after them.
[DataContract(Namespace = Spaces.Service)]
public class Pallet : IExtensibleDataObject
{
    [DataMember(Order = 0)] public int Number;
    [DataMember(Order = 1)] public int Height;
    public ExtensionDataObject ExtensionData { get; set; }
}

// Every "seen" says what the runtime made of a request, in a text for each value.
[ServiceContract(Namespace = Spaces.Service, Name = "Depot")]
public interface IDepot
{
    [OperationContract] ArrayOfVehicle GetFleet(out List<string> seen);
    [OperationContract] ArrayOfVehicle EchoVehicles(ArrayOfVehicle vehicles, out List<string> seen);
    [OperationContract] Convoy EchoConvoy(Convoy convoy, out List<string> seen);
    [OperationContract] Sign EchoSign(Sign sign, out List<string> seen);
    [OperationContract] Duty EchoDuties(Duty duties, out List<string> seen);
    [OperationContract] Labels GetLabels(out List<string> seen);
    [OperationContract] Labels EchoLabels(Labels labels, out List<string> seen);
    [OperationContract] Crate GetCrate(out List<string> seen);
    [OperationContract] List<string> PutCrate(Crate crate);
    [OperationContract] Pallet EchoPallet(Pallet pallet, out List<string> seen);
}

// The Depot service. Nothing here knows what the client should have sent: it says what arrived.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.Serialization;
using System.ServiceModel;

[ServiceBehavior(IncludeExceptionDetailInFaults = true)]
public class DepotService : IDepot
{
    static readonly DateTime Noon = new DateTime(2019, 5, 17, 12, 0, 0, DateTimeKind.Utc);

    public ArrayOfVehicle GetFleet(out List<string> seen)
    {
        var fleet = new ArrayOfVehicle
        {
            new Vehicle { Plate = "V 1", Wheels = 4 },
            new Truck
            {
                Plate = "T <2>", Wheels = 6, Duties = Duty.Night | Duty.Heavy, Load = 7.50m,
                Maker = "Ås & Sønn", Trailer = new Vehicle { Plate = "TT 2", Wheels = 2 },
            },
            null,
            new Tanker
            {
                Plate = "K 3", Wheels = 8, Duties = Duty.Cold | Duty.Foreign, Load = 20m, Cargo = "Melk & fløte",
                Litres = 30000000000, Maker = "Vabis", Trailer = new Tanker { Plate = "KK 3", Cargo = "Øl", Litres = 1 },
            },
            new Tram
            {
                Plate = "S 4", Wheels = 16, Line = "12 & 19",
                Second = new Bicycle { Plate = "SB 4", Wheels = 2, Electric = true },
            },
            new Bicycle { Wheels = 2, Electric = true },
        };
        seen = Seen(fleet);
        return fleet;
    }

    public ArrayOfVehicle EchoVehicles(ArrayOfVehicle vehicles, out List<string> seen)
    {
        seen = Seen(vehicles);
        return vehicles;
    }

    public Convoy EchoConvoy(Convoy convoy, out List<string> seen)
    {
        seen = Seen(convoy);
        return convoy;
    }

    public Sign EchoSign(Sign sign, out List<string> seen)
    {
        seen = Seen(sign);
        return sign;
    }

    public Duty EchoDuties(Duty duties, out List<string> seen)
    {
        seen = Seen(duties);
        return duties;
    }

    public Labels GetLabels(out List<string> seen)
    {
        var labels = new Labels
        {
            { "int", 5 },
            { "string", "a < b & c" },
            { "dateTime", Noon },
            { "bool", true },
            { "null", null },
            { "decimal", 1.10m },
            { "guid", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
            { "span", new TimeSpan(1, 2, 3, 4) },
            { "bytes", new byte[] { 1, 2, 255 } },
            { "duty", Duty.Night | Duty.Cold },
            { "stamp", new Stamp { By = "Kari", At = Noon } },
            { "vehicle", new Truck { Plate = "L 1", Wheels = 4, Trailer = new Bicycle { Plate = "L 2" } } },
        };
        seen = Seen(labels);
        return labels;
    }

    public Labels EchoLabels(Labels labels, out List<string> seen)
    {
        seen = Seen(labels);
        return labels;
    }

    public Crate GetCrate(out List<string> seen)
    {
        var crate = new Crate
        {
            Origin = new Place { City = "Bodø <N>", Gates = new List<string> { "A", null, "B & C", "" } },
            Code = "C-17",
            Fragile = true,
            Weight = 12.5m,
            Contents = new ArrayOfItem
            {
                new Item { Name = "bolts", Lot = "L-1", Count = 100, Expires = Noon },
                null,
                new Item { Name = "nuts", Count = 200 },
            },
            Remark = 42,
            Seal = new Stamp { By = "Ola", At = Noon },
            Courier = new Tanker
            {
                Plate = "K 9", Duties = Duty.Night | Duty.Foreign, Cargo = "x",
                Trailer = new Tram { Line = "1" },
            },
            Note = "  two\n lines ]]> & \"quoted\"  ",
        };
        seen = Seen(crate);
        return crate;
    }

    public List<string> PutCrate(Crate crate) { return Seen(crate); }

    public Pallet EchoPallet(Pallet pallet, out List<string> seen)
    {
        seen = Seen(pallet);
        return pallet;
    }

    // A line for each value, with its path, the runtime's own name of its type, and its text.
    static List<string> Seen(object value)
    {
        var lines = new List<string>();
        Tell("", value, lines);
        return lines;
    }

    static void Tell(string path, object value, List<string> lines)
    {
        var bytes = value as byte[];
        var pairs = value as IDictionary;
        var items = value as IEnumerable;
        if (value == null)
            lines.Add(path + "=null");
        else if (value is DateTime)
            lines.Add(path + "=DateTime " + ((DateTime)value).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK"));
        else if (bytes != null)
            lines.Add(path + "=Byte[] " + BitConverter.ToString(bytes));
        else if (value is IConvertible || value is Guid || value is TimeSpan)
            lines.Add(path + "=" + value.GetType().Name + " " + Convert.ToString(value, CultureInfo.InvariantCulture));
        else if (pairs != null)
            foreach (DictionaryEntry pair in pairs) Tell(path + "/" + pair.Key, pair.Value, lines);
        else if (items != null)
        {
            int count = 0;
            foreach (var item in items) Tell(path + "/" + count++, item, lines);
            lines.Add(path + "=" + count + " items");
        }
        else
        {
            lines.Add(path + "=" + value.GetType().Name);
            foreach (var field in Members(value.GetType()))
                Tell(path + "/" + field.Name, field.GetValue(value), lines);
        }
    }

    // The members as they stand on the wire: those of the base types first.
    static IEnumerable<FieldInfo> Members(Type type)
    {
        if (type == null) return new FieldInfo[0];
        var own = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(field => field.GetCustomAttribute<DataMemberAttribute>() != null)
            .OrderBy(field => field.GetCustomAttribute<DataMemberAttribute>().Order);
        return Members(type.BaseType).Concat(own);
    }
}

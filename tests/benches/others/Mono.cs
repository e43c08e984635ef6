// Reads a reply with a serializer of Mono, and writes it again: Mono.exe DataContract|XmlSerializer read|write FILE. Prints MB/s
// of the best of three runs.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.Serialization;
using System.Xml;
using System.Xml.Serialization;

public enum RowKind { Unknown, InternalAssociate, ExternalAssociate, ResourceAssociate }

[DataContract(Name = "Row", Namespace = Rows.Shapes)]
[XmlType(Namespace = Rows.Shapes)]
public class Row {
    [DataMember(Order = 0)] public int Id;
    [DataMember(Order = 1)] [XmlElement(IsNullable = true)] public string Code;
    [DataMember(Order = 2)] [XmlElement(IsNullable = true)] public string Name;
    [DataMember(Order = 3)] public bool Deleted;
    [DataMember(Order = 4)] public int Rank;
    [DataMember(Order = 5)] [XmlElement(IsNullable = true)] public string Tooltip;
    [DataMember(Order = 6)] public RowKind Kind;
    [DataMember(Order = 7)] public int GroupId;
    [DataMember(Order = 8)] [XmlElement(IsNullable = true)] public string Email;
    [DataMember(Order = 9)] [XmlElement(IsNullable = true)] public string Phone;
    [DataMember(Order = 10)] public int OwnerId;
    [DataMember(Order = 11)] [XmlElement(IsNullable = true)] public string Remark;
}

[CollectionDataContract(Name = "ArrayOfRow", ItemName = "Row", Namespace = Rows.Shapes)]
public class Rows : List<Row> {
    public const string Shapes = "http://shapes.example/2004/07/Shapes";
    public const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
}

static class Program {
    static DataContractSerializer contract = new DataContractSerializer(
        typeof(Rows), "GetRowsResult", Rows.Shapes, null, int.MaxValue, false, false, null);
    static XmlSerializer serializer =
        new XmlSerializer(typeof(Row[]), new XmlRootAttribute("GetRowsResult") { Namespace = Rows.Shapes });

    static IList<Row> Read(bool byContract, byte[] bytes) {
        using (var reader = XmlReader.Create(new MemoryStream(bytes))) {
            reader.ReadStartElement("Envelope", Rows.Soap);
            reader.ReadStartElement("Body", Rows.Soap);
            reader.ReadStartElement("GetRowsResponse", Rows.Shapes);
            var rows = byContract ? (IList<Row>)contract.ReadObject(reader) : (Row[])serializer.Deserialize(reader);
            reader.ReadEndElement();
            reader.ReadEndElement();
            reader.ReadEndElement();
            return rows;
        }
    }

    static long Write(bool byContract, IList<Row> rows) {
        var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream)) {
            writer.WriteStartElement("s", "Envelope", Rows.Soap);
            writer.WriteStartElement("Body", Rows.Soap);
            writer.WriteStartElement("GetRowsResponse", Rows.Shapes);
            if (byContract) contract.WriteObject(writer, rows);
            else serializer.Serialize(writer, rows);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        return stream.ToArray().Length;
    }

    static int Main(string[] arguments) {
        bool byContract = arguments[0] == "DataContract", writes = arguments[1] == "write";
        byte[] bytes = File.ReadAllBytes(arguments[2]);
        var best = double.MaxValue;
        long length = bytes.Length;
        // The clock has steps of a hundredth of a second.
        int times = Math.Max(1, 8000000 / bytes.Length);
        // The first rounds compile and warm.
        for (int run = 0; run < 5; run++) {
            var rows = Read(byContract, bytes);
            var start = Process.GetCurrentProcess().TotalProcessorTime;
            for (int time = 0; time < times; time++) {
                if (writes) length = Write(byContract, rows);
                else rows = Read(byContract, bytes);
            }
            var took = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds / times;
            if (rows.Count < 1 || rows[rows.Count - 1].Id != rows.Count || length < bytes.Length / 2) return 1;
            if (run >= 2) best = Math.Min(best, took);
        }
        Console.WriteLine((length / 1e6 / best).ToString("F2", System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }
}

// WCF service host (BasicHttpBinding, DataContractSerializer) for SaveUserGroup and GetAllUserGroups, run under mono.
// The Depot service beside it is in Depot.cs.
// usage: mono host.exe PORT [LOGFILE [SECONDS]], or as a client: mono host.exe client URL
// Value "fail": Succeeded=false and an ExceptionInfo header; Value "fault": a SOAP Fault.
using System;
using System.Collections.ObjectModel;
using System.IO;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Dispatcher;
using System.Threading;

[ServiceBehavior(IncludeExceptionDetailInFaults = false)]
public class UserService : IUser
{
    // What was seen of the request's headers.
    static SoExtraInfo Seen(SoCredentials credentials, string applicationToken)
    {
        return new SoExtraInfo
        {
            { "ticket-seen", credentials == null ? "(none)" : credentials.Ticket },
            { "apptoken-seen", applicationToken ?? "(none)" },
        };
    }

    public SaveResponse SaveUserGroup(SaveRequest request)
    {
        var group = request.UserGroup;
        var value = group == null ? null : group.Value;
        if (value == "fault")
            throw new FaultException<SoExceptionInfo>(new SoExceptionInfo { Message = "detail" },
                new FaultReason("asked to fault"), new FaultCode("Client"));
        var response = new SaveResponse
        {
            Succeeded = true,
            ExtraInfo = Seen(request.Credentials, request.ApplicationToken),
        };
        if (value == "fail")
        {
            response.Succeeded = false;
            response.ExceptionInfo = new SoExceptionInfo
            {
                Message = "asked to fail",
                ExceptionType = "SoServerException",
                InnerException = new SoExceptionInfo { Message = "inner" },
                Parameters = new SoExceptionInfoParameters { { "k", "v" } },
            };
            return response;
        }
        if (group != null && group.Id == 0) group.Id = 4711;
        if (group != null && group.FieldProperties == null)
            group.FieldProperties = new FieldPropertyDictionary
            {
                {
                    "Value", new FieldProperty
                    {
                        FieldLength = 40,
                        FieldType = "string",
                        FieldRight = new FieldRight { Mask = EFieldRight.Read | EFieldRight.Write },
                    }
                },
            };
        response.Response = group;
        return response;
    }

    public ListResponse GetAllUserGroups(ListRequest request)
    {
        var groups = new ArrayOfUserGroup();
        var names = new[] { "Sales", "Møte & <annet>", "Gone" };
        for (int i = 0; i < (request.IncludeDeleted ? 3 : 2); i++)
            groups.Add(new UserGroup { Value = names[i], Id = i + 1, Rank = (short)i, Deleted = (short)(i == 2 ? 1 : 0) });
        groups.Add(null); // an xsi:nil item, as DataContractSerializer writes it
        return new ListResponse
        {
            Succeeded = true,
            ExtraInfo = Seen(request.Credentials, request.ApplicationToken),
            Response = groups,
        };
    }
}

// Logs requests and replies, and lets Faults through: mono wraps what an operation throws.
class Tap : IDispatchMessageInspector, IServiceBehavior, IErrorHandler
{
    public string Log;

    public bool HandleError(Exception error) { return true; }

    public void ProvideFault(Exception error, MessageVersion version, ref Message message)
    {
        var fault = error as FaultException ?? error.InnerException as FaultException;
        if (fault != null) message = Message.CreateMessage(version, fault.CreateMessageFault(), null);
    }

    public object AfterReceiveRequest(ref Message message, IClientChannel channel, InstanceContext context)
    {
        Write(ref message, "request");
        return null;
    }

    public void BeforeSendReply(ref Message message, object state) { Write(ref message, "reply"); }

    void Write(ref Message message, string what)
    {
        if (Log == null) return;
        var copy = message.CreateBufferedCopy(64 << 20);
        message = copy.CreateMessage();
        File.AppendAllText(Log, "---- " + what + "\n" + copy.CreateMessage() + "\n");
    }

    public void AddBindingParameters(ServiceDescription description, ServiceHostBase host,
        Collection<ServiceEndpoint> endpoints, BindingParameterCollection parameters) { }

    public void Validate(ServiceDescription description, ServiceHostBase host) { }

    public void ApplyDispatchBehavior(ServiceDescription description, ServiceHostBase host)
    {
        foreach (ChannelDispatcher dispatcher in host.ChannelDispatchers)
        {
            dispatcher.ErrorHandlers.Add(this);
            foreach (var endpoint in dispatcher.Endpoints) endpoint.DispatchRuntime.MessageInspectors.Add(this);
        }
    }
}

class Client
{
    readonly IUser channel;
    int bad;

    Client(string url)
    {
        channel = new ChannelFactory<IUser>(new BasicHttpBinding(), new EndpointAddress(url)).CreateChannel();
    }

    // Exit code: 0 when every call did what was expected of it.
    public static int Run(string url)
    {
        var client = new Client(url);
        foreach (var value in new[] { "Sales & <Møte>", "fail", "fault" }) client.Save(value);
        client.List();
        return client.bad == 0 ? 0 : 1;
    }

    void Save(string value)
    {
        try
        {
            var reply = channel.SaveUserGroup(new SaveRequest
            {
                ApplicationToken = "app-token-1",
                Credentials = new SoCredentials { Ticket = "7T:abc==" },
                UserGroup = new UserGroup
                {
                    Value = value,
                    Rank = 3,
                    TableRight = new TableRight { Mask = ETableRight.Select | ETableRight.Update },
                },
            });
            var group = reply.Response;
            Console.WriteLine("SaveUserGroup({0}): {1} Succeeded={2} ExceptionInfo={3} ExtraInfo={4}", value,
                Describe(group), reply.Succeeded, reply.ExceptionInfo == null ? "-" : reply.ExceptionInfo.Message,
                reply.ExtraInfo == null ? "-" : string.Join(",", reply.ExtraInfo));
            bool saved = group != null && group.Id == 4711 && group.Value == value;
            if (value == "fault" || reply.Succeeded == (value == "fail") || (value != "fail" && !saved)) bad++;
        }
        catch (FaultException e)
        {
            Console.WriteLine("SaveUserGroup({0}): FaultException {1} code={2}", value, e.Message, e.Code.Name);
            if (value != "fault") bad++;
        }
        catch (Exception e)
        {
            // Mono's client cannot read the detail of a Fault that is not WCF's own.
            Console.WriteLine("SaveUserGroup({0}): {1}: {2}", value, e.GetType().Name, e.Message.Split('\n')[0]);
            if (value != "fault") bad++;
        }
    }

    void List()
    {
        try
        {
            var reply = channel.GetAllUserGroups(new ListRequest
            {
                IncludeDeleted = true,
                Credentials = new SoCredentials { Ticket = "t" },
            });
            var groups = reply.Response;
            Console.WriteLine("GetAllUserGroups: {0} Succeeded={1}", groups == null ? -1 : groups.Count, reply.Succeeded);
            if (groups == null || groups.Count < 3) bad++;
            else foreach (var group in groups) Console.WriteLine("  " + Describe(group));
        }
        catch (Exception e)
        {
            Console.WriteLine("GetAllUserGroups: " + e.Message);
            bad++;
        }
    }

    static string Describe(UserGroup group)
    {
        if (group == null) return "nil";
        return string.Format("Id={0} Value={1} Rank={2} Deleted={3} Mask={4} Properties={5}", group.Id, group.Value,
            group.Rank, group.Deleted, group.TableRight == null ? "-" : group.TableRight.Mask.ToString(),
            group.FieldProperties == null ? -1 : group.FieldProperties.Count);
    }
}

class Program
{
    static int Main(string[] arguments)
    {
        if (arguments.Length > 1 && arguments[0] == "client") return Client.Run(arguments[1]);
        string address = "http://127.0.0.1:" + (arguments.Length > 0 ? arguments[0] : "8803");
        var tap = new Tap { Log = arguments.Length > 1 ? arguments[1] : null };
        var hosts = new[]
        {
            Open(typeof(UserService), typeof(IUser), address + "/User.svc", tap),
            // Without a log: a copy of a message loses the prefixes that the envelope declares, and with them xsi:type.
            Open(typeof(DepotService), typeof(IDepot), address + "/Depot.svc", new Tap()),
        };
        Console.Out.Flush();
        Thread.Sleep(1000 * (arguments.Length > 2 ? int.Parse(arguments[2]) : 600));
        foreach (var host in hosts) host.Close();
        return 0;
    }
    // The service, and its contract as the framework writes it at ?wsdl.
    static ServiceHost Open(Type service, Type contract, string url, Tap tap)
    {
        var host = new ServiceHost(service, new Uri(url));
        host.AddServiceEndpoint(contract, new BasicHttpBinding(), "");
        host.Description.Behaviors.Add(tap);
        host.Description.Behaviors.Add(new ServiceMetadataBehavior { HttpGetEnabled = true });
        host.Open();
        Console.WriteLine("mono WCF service on " + url);
        return host;
    }
}

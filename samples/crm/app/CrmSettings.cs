namespace Swarm.Messaging.Samples.Crm;

/// <summary>What the application is started with: <c>--Name value</c>, nested with a colon.</summary>
internal sealed class CrmSettings
{
    private static readonly string[] UsualClients = ["acme", "birch", "cedar"];

    /// <summary>Folder of the database and of the credentials file. Default <c>crm-data</c>.</summary>
    public string Data { get; set; } = "crm-data";

    /// <summary>On loopback; 0: a free one. Default 0.</summary>
    public int Port { get; set; }

    /// <summary>Client ids, each a location of its own, instead of the usual ones. Default none: acme, birch, cedar.</summary>
    public IReadOnlyList<string> Clients { get; set; } = [];

    /// <summary>Those that there are.</summary>
    public IReadOnlyList<string> ClientIds => Clients.Count > 0 ? Clients : UsualClients;

    /// <summary>Contacts that each client has in a new database, 0..1,000: the first client has those from 1 on, then comes the next. Default 0.</summary>
    public int Contacts { get; set; }

    /// <summary>Actions of the REST interface that honour <c>Idempotency-Key</c>, e.g. <c>conversation_send</c>. Default none.</summary>
    public IReadOnlyList<string> IdempotentActions { get; set; } = [];

    public LimitSettings Limits { get; set; } = new();

    public FaultSettings Faults { get; set; } = new();
}

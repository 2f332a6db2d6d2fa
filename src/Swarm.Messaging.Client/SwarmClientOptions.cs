namespace Swarm.Messaging.Client;

/// <summary>How to reach the system: <see cref="Address"/> or <see cref="Data"/> for HTTP, <see cref="Broker"/> for a bus of the client's own, neither for the program's MassTransit bus.</summary>
public sealed class SwarmClientOptions
{
    /// <summary>A host's HTTP API, e.g. <c>http://127.0.0.1:7070</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>Of the HTTP API. An embedded host writes it to <c>data/endpoint.json</c>.</summary>
    public string? Token { get; set; }

    /// <summary>
    /// Data folder of an embedded host on this machine, instead of <see cref="Address"/>: address and, unless <see cref="Token"/> is given, token stand in
    /// its <c>endpoint.json</c>, which is read again when the host does not answer, because both change when it starts again.
    /// </summary>
    public string? Data { get; set; }

    /// <summary><c>amqp://user:password@host:5672/vhost</c> or <c>amqps://...</c>.</summary>
    public Uri? Broker { get; set; }

    /// <summary>The installation's, as the hosts have it. Bus only. Default empty.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Longest time until a command is answered. Default 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    internal bool OverHttp => Address is not null || Data is not null;

    internal void Check()
    {
        if (Data is not null && (Address is not null || Broker is not null))
            throw new ArgumentException($"Both a data folder ({Data}) and {(Address is null ? "a broker" : $"an HTTP address ({Address})")} are given to the swarm client; it uses one of them: leave the other out.");
        if (Address is not null && Broker is not null)
            throw new ArgumentException($"Both an HTTP address ({Address}) and a broker are given to the swarm client; it uses one of them: leave the other out.");
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentException($"The swarm client's timeout is {Timeout}; it must be longer than nothing.");
    }
}

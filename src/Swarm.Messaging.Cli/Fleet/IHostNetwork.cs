using System.Net;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>What lies between one host and its servers, so that it can fail for this host alone.</summary>
internal interface IHostNetwork : IAsyncDisposable
{
    /// <summary>Goes before the host's own command; it must become that command.</summary>
    IReadOnlyList<string> Command { get; }

    /// <summary>Where the host finds its servers.</summary>
    IPAddress Servers { get; }

    int RedisPort { get; }

    int BrokerPort { get; }

    /// <summary>Where the host's API listens.</summary>
    string Listen { get; }

    /// <summary>Nothing comes through, and nobody is told; what is sent again after it has healed arrives.</summary>
    Task StallAsync();

    /// <summary>Connections break, new ones are refused.</summary>
    Task CutAsync();

    Task HealAsync();
}

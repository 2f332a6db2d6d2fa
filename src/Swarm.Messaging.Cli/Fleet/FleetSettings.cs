namespace Swarm.Messaging.Cli.Fleet;

/// <summary>What the hosts of a <see cref="HostFleet"/> are told.</summary>
internal sealed record FleetSettings
{
    /// <summary>The program that is started, and its first arguments. Default: this one.</summary>
    public IReadOnlyList<string> Program { get; init; } = OwnProgram.Command;

    /// <summary>Settings of all hosts, as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Null: a RabbitMQ is started for the fleet.</summary>
    public Uri? Broker { get; init; }

    /// <summary>Before every key and queue.</summary>
    public string Prefix { get; init; } = $"fleet-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Each host reaches Redis and broker over a network that can fail for it alone: a namespace where this process may make one, else links on loopback.</summary>
    public bool CanFail { get; init; }

    /// <summary>Hosts write down each message that their swarms receive, in <see cref="HostFleet.JournalFolder"/>.</summary>
    public bool Journal { get; init; }
}

using Swarm.Messaging.Configuration;

namespace Swarm.Messaging.Cli.Host;

/// <summary>What stands outside the sections of settings, as it is shown under <see cref="ConfigurationReader.Outside"/>.</summary>
internal sealed class HostBasics
{
    /// <summary>The broker, without what lets one in; null: the transport in memory.</summary>
    public string? Broker { get; set; }

    /// <summary>Before every queue and key. Default none.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The folder of logs and, embedded, of everything else. Default <c>./data</c>.</summary>
    public string Data { get; set; } = HostSettings.DefaultData;

    /// <summary>Embedded: fsync before every answer. Default off.</summary>
    public bool Durable { get; set; }

    /// <summary>Start in spite of what the preflight refuses. Default off.</summary>
    public bool AllowUnsafe { get; set; }

    /// <summary>Single events on <c>swarm.events</c>. Default on.</summary>
    public bool EventBridge { get; set; } = true;

    /// <summary>Quorum queues, for a broker that is a cluster. Default off.</summary>
    public bool QuorumQueues { get; set; }

    public void Take(HostSettings settings)
    {
        Broker = settings.Broker is { } broker ? Shown(broker) : null;
        (Prefix, Data) = (settings.Prefix, settings.Data);
        (Durable, AllowUnsafe, EventBridge, QuorumQueues) = (settings.Durable, settings.AllowUnsafe, settings.EventBridge, settings.QuorumQueues);
    }

    /// <summary>A secret may stand in a query, too.</summary>
    private static string Shown(Uri broker) =>
        $"{broker.Scheme}://{(broker.UserInfo.Length == 0 ? "" : $"{broker.UserInfo.Split(':')[0]}{(broker.UserInfo.Contains(':', StringComparison.Ordinal) ? ":***" : "")}@")}{broker.Authority}{broker.AbsolutePath}{(broker.Query.Length > 0 ? "?***" : "")}";
}

using Swarm.Messaging.Configuration;

namespace Swarm.Messaging.Cli.Host;

/// <summary>All that a host is told. <see cref="SettingsReader"/> makes it from options, environment and appsettings.json.</summary>
internal sealed record HostSettings
{
    public const string DefaultData = "./data";

    /// <summary>Where a host on a real Redis listens unless told otherwise; an embedded one takes a free port.</summary>
    public const string DefaultListen = "127.0.0.1:7070";

    /// <summary>The broker; null: the transport in memory.</summary>
    public Uri? Broker { get; init; }

    /// <summary>A <c>redis://</c> or <c>rediss://</c> address, or a StackExchange.Redis configuration. Null: a redis-server of our own.</summary>
    public string? Redis { get; init; }

    /// <summary>Before every queue and key.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Logs, compiled modules, the endpoint file and, embedded, everything else.</summary>
    public string Data { get; init; } = DefaultData;

    /// <summary><c>address:port</c>; port 0 takes a free one.</summary>
    public string? Listen { get; init; }

    /// <summary>What callers must show; null: made up at the start and written to the endpoint file.</summary>
    public string? Token { get; init; }

    /// <summary>Embedded: fsync before every answer.</summary>
    public bool Durable { get; init; }

    /// <summary>Start in spite of what the preflight refuses.</summary>
    public bool AllowUnsafe { get; init; }

    public bool EventBridge { get; init; } = true;

    public bool QuorumQueues { get; init; }

    public HostLogging Logging { get; init; } = new();

    /// <summary>By what it was told its settings; null in a program that makes them itself.</summary>
    public ConfigurationSources? Sources { get; init; }

    /// <summary>The sections Tasks, Placement, Agents, Execution, Wasm and Redis, checked.</summary>
    public IConfiguration Sections { get; init; } = new ConfigurationBuilder().Build();

    /// <summary>For programs that host it: changes to what is registered.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    public bool Embedded => Redis is null;

    public string DataFolder => Path.GetFullPath(Data);
}

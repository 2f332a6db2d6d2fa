using System.Text.Json;

namespace Swarm.Messaging.Contracts.Configuration;

/// <summary>
/// Changes settings of one section for all hosts, as a whole or not at all. A control message: the same JSON on the channel
/// <c>swarm:phase-5:coordination</c> does the same. docs/control-messages.md says how it is signed.
/// </summary>
public sealed record UpdateConfiguration
{
    public int SchemaVersion { get; init; } = 1;

    public string Type { get; init; } = "config_update";

    /// <summary>e.g. <c>Tasks</c>.</summary>
    public string? Section { get; init; }

    /// <summary>By setting, e.g. <c>Retention</c>; null takes back what was set at run time. Times as <c>00:00:30</c>, <c>30s</c>, or milliseconds as a number.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>Who wants it, for the log.</summary>
    public string? By { get; init; }

    /// <summary>Epoch milliseconds, at most 60 s from the host's clock.</summary>
    public long Timestamp { get; init; }

    /// <summary>8 to 64 characters, another one in each message.</summary>
    public string? Nonce { get; init; }

    /// <summary>HMAC-SHA256 of the canonical JSON without this field, in lower-case hexadecimal.</summary>
    public string? Signature { get; init; }
}

using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Host;

/// <summary>Where a host listens, and what callers show. Section <c>Http</c>; <c>Listen</c> and <c>Token</c> outside it mean the same.</summary>
internal sealed class HostHttp
{
    public string? Listen { get; set; }

    [SecretSetting]
    public string? Token { get; set; }
}

using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>Which host a verb was told to talk to.</summary>
/// <param name="Data">Null when not given: <see cref="HostSettings.DefaultData"/>.</param>
internal sealed record HostChoice(string? Host, string? Token, string? Data)
{
    public string Folder => Data ?? HostSettings.DefaultData;
}

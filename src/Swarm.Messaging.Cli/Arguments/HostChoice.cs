using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>Which host a verb was told to talk to.</summary>
/// <param name="Data">Null when not given.</param>
/// <param name="UsualData">Where the host keeps its data when no verb is told; null: <see cref="HostSettings.DefaultData"/>.</param>
internal sealed record HostChoice(string? Host, string? Token, string? Data, string? UsualData = null)
{
    public string Folder => Data ?? UsualData ?? HostSettings.DefaultData;
}

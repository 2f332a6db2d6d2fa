using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>Which host a verb was told to talk to.</summary>
/// <param name="Data">Null when not given.</param>
/// <param name="UsualData">Where the host keeps its data when no verb is told; null: <see cref="HostSettings.DefaultData"/>.</param>
internal sealed record HostChoice(string? Host, string? Token, string? Data, string? UsualData = null)
{
    /// <summary>As it was given, for a command that is shown to be typed next: a blank and an option, or nothing.</summary>
    public string Shown => Host is not null ? $" --host {Host}" : Data is not null ? $" --data {Data}" : "";

    public string Folder => Data ?? UsualData ?? HostSettings.DefaultData;
}

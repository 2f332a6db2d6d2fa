namespace Swarm.Messaging.Cli.Api;

/// <param name="Source">Where it was found, for messages.</param>
internal sealed record HostAddress(Uri Url, string? Token, string Source)
{
    /// <summary>Where its token was found.</summary>
    public string TokenSource { get; init; } = Source;
}

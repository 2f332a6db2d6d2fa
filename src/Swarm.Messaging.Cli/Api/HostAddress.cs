namespace Swarm.Messaging.Cli.Api;

/// <param name="Source">Where it was found, for messages.</param>
internal sealed record HostAddress(Uri Url, string? Token, string Source)
{
    /// <summary>Where its token was found.</summary>
    public string TokenSource { get; init; } = Source;

    /// <summary>The data folder that it was found by: whoever stays looks there again when the host has started again. Null: it was named.</summary>
    public string? Folder { get; init; }

    /// <summary>Null: the token is that of the folder.</summary>
    public string? GivenToken => TokenSource == Source ? null : Token;
}

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Which message has asked for what, over all commands of swarms: the last 10,000, for 24 h. What a command has done is kept beside what it has changed.</summary>
internal interface ISwarmCommandIds
{
    Task<CommandClaim> ClaimAsync(CommandMark mark, CancellationToken cancellation);

    /// <summary>It was refused: its message may ask again, for whatever it is.</summary>
    Task ForgetAsync(CommandMark mark, CancellationToken cancellation);
}

internal enum CommandClaim
{
    /// <summary>The message was not seen before.</summary>
    New,

    /// <summary>It has asked for the same.</summary>
    Known,

    /// <summary>It has asked for something else.</summary>
    Other,
}
